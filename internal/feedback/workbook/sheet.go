package workbook

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// sheetOptions bound what a sheet may take in memory, beyond which it goes by way of the disk, and
// write dates whose format leaves the order to the reader's country in the order of ISO 8601.
var sheetOptions = excelize.Options{UnzipSizeLimit: 4 << 30, UnzipXMLSizeLimit: 16 << 20,
	ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss"}

// sheetRows reads the first sheet that is not hidden.
func sheetRows(file *os.File, yield func([]string) error) error {
	if err := checkParts(file); err != nil {
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

// checkParts looks at the archive before the library does: whether its parts can be as large as
// they are said to be, and whether they declare entities.
func checkParts(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(file, info.Size())
	if err != nil {
		return broken(err)
	}
	for _, part := range archive.File {
		if err := checkSize(part, info.Size()); err != nil {
			return broken(err)
		}
		if strings.HasSuffix(part.Name, ".xml") || strings.HasSuffix(part.Name, ".rels") {
			if err := checkProlog(part); err != nil {
				return broken(fmt.Errorf("%s: %w", part.Name, err))
			}
		}
	}
	return nil
}

// checkSize refuses a part that is said to be larger than what is stored of it can unpack to,
// since the library takes as much memory as it is said to need.
func checkSize(part *zip.File, whole int64) error {
	const densest = 1032 // times as large as its stored form is the most that deflate makes
	stored := min(part.CompressedSize64, uint64(whole))
	if part.UncompressedSize64 > densest*(stored+1) {
		return fmt.Errorf("%s is said to have %d bytes", part.Name, part.UncompressedSize64)
	}
	return nil
}

// checkProlog refuses what stands before a part's first element if it declares a grammar, the
// only place where entities come from; no spreadsheet program writes one.
func checkProlog(part *zip.File) error {
	const longest = 1 << 20
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	decoder := xml.NewDecoder(io.LimitReader(in, longest))
	decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.Directive:
			return errors.New("it has a DOCTYPE")
		case xml.StartElement:
			return nil
		}
	}
}

func firstVisible(book *excelize.File) (string, error) {
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err == nil && visible {
			return name, nil
		}
	}
	return "", fault.At("/file", "has no sheet that is not hidden")
}
