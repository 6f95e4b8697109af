module example.org/house

go 1.26

require (
	example.org/a/known v1.2.3
	example.org/b/unknown v0.1.0 // want "say in docs/decisions/dependencies.md why"
	example.org/d/late v0.1.0
	example.org/i/indirect v0.1.0 // indirect
)
