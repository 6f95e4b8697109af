package workbook

import (
	"archive/zip"
	"fmt"
	"io"
	"os"

	"github.com/xuri/excelize/v2"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// sheetOptions bound what a sheet may take in memory, beyond which it goes by way of the disk, and
// write dates whose format leaves the order to the reader's country in the order of ISO 8601.
var sheetOptions = excelize.Options{UnzipSizeLimit: 4 << 30, UnzipXMLSizeLimit: 16 << 20,
	ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss"}

// sheetRows reads the first sheet that is not hidden.
func sheetRows(file *os.File, yield func([]string) error) error {
	if err := checkSizes(file); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	book, err := excelize.OpenReader(file, sheetOptions)
	if err != nil {
		return broken(err)
	}
	defer book.Close()
	name, err := firstVisible(book)
	if err != nil {
		return err
	}
	rows, err := book.Rows(name)
	if err != nil {
		return broken(err)
	}
	defer rows.Close()
	for width := 0; rows.Next(); {
		cells, err := rows.Columns()
		if err != nil {
			return broken(err)
		}
		if len(cells) == 0 {
			continue // an empty row
		}
		width = max(width, len(cells))
		for len(cells) < width { // empty cells at the end are not stored
			cells = append(cells, "")
		}
		if err := yield(cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return broken(err)
	}
	return nil
}

// checkSizes refuses an archive whose parts are said to be larger than what is stored of them can
// unpack to, since the library takes as much memory as they are said to need.
func checkSizes(file *os.File) error {
	const densest = 1032 // times as large as its stored form is the most that deflate makes
	info, err := file.Stat()
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(file, info.Size())
	if err != nil {
		return broken(err)
	}
	for _, part := range archive.File {
		stored := min(part.CompressedSize64, uint64(info.Size()))
		if part.UncompressedSize64 > densest*(stored+1) {
			return broken(fmt.Errorf("%s is said to have %d bytes", part.Name,
				part.UncompressedSize64))
		}
	}
	return nil
}

func firstVisible(book *excelize.File) (string, error) {
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err == nil && visible {
			return name, nil
		}
	}
	return "", fault.At("/file", "has no sheet that is not hidden")
}
