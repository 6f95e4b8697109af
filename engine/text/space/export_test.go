package space

// WriteTable and ReadGlove are for the tests that train.
var (
	WriteTable = writeTable
	ReadGlove  = readGlove
)
