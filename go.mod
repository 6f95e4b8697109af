module github.com/throughlinehq/throughline

go 1.26
