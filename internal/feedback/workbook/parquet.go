package workbook

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

const rowsAtOnce = 256

// parquetRows reads the row groups one after the other. A nested value is a column named by its
// path; the elements of a list are joined in one cell.
func parquetRows(file *os.File, yield func([]string) error) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := checkFooter(file, info.Size()); err != nil {
		return err
	}
	book, err := parquet.OpenFile(file, info.Size())
	if err != nil {
		return broken(err)
	}
	paths := book.Schema().Columns()
	names, kinds := make([]string, len(paths)), make([]format.LogicalTypeValue, len(paths))
	for i, path := range paths {
		names[i] = columnName(path)
		leaf, _ := book.Schema().Lookup(path...)
		if logical := leaf.Node.Type().LogicalType(); logical != nil {
			kinds[i] = logical.Value
		}
	}
	if err := yield(names); err != nil {
		return err
	}
	for _, group := range book.RowGroups() {
		if err := groupRows(group, kinds, yield); err != nil {
			return err
		}
	}
	return nil
}

// checkFooter makes sure that the description at the end of the file is no longer than the file,
// since the library takes as much memory as it is said to have.
func checkFooter(file *os.File, size int64) error {
	const tail = 8 // its length and the mark
	end := make([]byte, tail)
	if _, err := file.ReadAt(end, max(0, size-tail)); err != nil {
		return broken(err)
	}
	if n := int64(binary.LittleEndian.Uint32(end)); n > size-tail {
		return broken(fmt.Errorf("its footer is said to have %d bytes", n))
	}
	return nil
}

// columnName joins a path, without the levels that only make a list.
func columnName(path []string) string {
	for n := len(path); n > 2; n -= 2 {
		if path[n-2] != "list" || path[n-1] != "element" && path[n-1] != "item" {
			break
		}
		path = path[:n-2]
	}
	return strings.Join(path, ".")
}

func groupRows(group parquet.RowGroup, kinds []format.LogicalTypeValue,
	yield func([]string) error) error {
	rows := group.Rows()
	defer rows.Close()
	buffer := make([]parquet.Row, rowsAtOnce)
	cells := make([]string, len(kinds))
	for {
		n, err := rows.ReadRows(buffer)
		if err != nil && !errors.Is(err, io.EOF) {
			return broken(err)
		}
		for _, row := range buffer[:n] {
			clear(cells)
			for _, value := range row {
				c := value.Column()
				written := cellOf(value, kinds[c])
				if cells[c] != "" && written != "" {
					written = cells[c] + ", " + written
				}
				cells[c] = written
			}
			if err := yield(cells); err != nil {
				return err
			}
		}
		if n == 0 || err != nil {
			return nil
		}
	}
}

// cellOf writes a value as a person would: moments in RFC 3339, days as 2027-01-31.
func cellOf(v parquet.Value, kind format.LogicalTypeValue) string {
	if v.IsNull() {
		return ""
	}
	switch kind := kind.(type) {
	case *format.DateType:
		return time.Unix(0, 0).UTC().AddDate(0, 0, int(v.Int32())).Format(time.DateOnly)
	case *format.TimestampType:
		return moment(v.Int64(), kind.Unit.Value).UTC().Format(time.RFC3339Nano)
	case *format.DecimalType:
		return decimal(v, kind.Scale)
	case *format.UUIDType:
		if b := v.ByteArray(); len(b) == 16 {
			return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
		}
	}
	switch v.Kind() {
	case parquet.Int96: // nanoseconds of a day and the Julian day, as older programs write moments
		const epoch = 2_440_588
		t := v.Int96()
		day := int64(t[2]) - epoch
		return time.Unix(day*86_400, int64(t[1])<<32|int64(t[0])).UTC().Format(time.RFC3339Nano)
	case parquet.Float:
		return strconv.FormatFloat(float64(v.Float()), 'g', -1, 32)
	case parquet.Double:
		return strconv.FormatFloat(v.Double(), 'g', -1, 64)
	}
	return v.String()
}

func moment(n int64, unit format.TimeUnitValue) time.Time {
	switch unit.(type) {
	case *format.MilliSeconds:
		return time.UnixMilli(n)
	case *format.MicroSeconds:
		return time.UnixMicro(n)
	}
	return time.Unix(0, n)
}

// decimal writes an unscaled whole number with its decimal point. Bytes hold it in two's
// complement, the highest first.
func decimal(v parquet.Value, scale int32) string {
	n := new(big.Int)
	switch v.Kind() {
	case parquet.Int32:
		n.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		n.SetInt64(v.Int64())
	default:
		b := v.ByteArray()
		n.SetBytes(b)
		if len(b) > 0 && b[0]&0x80 != 0 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
	}
	const mostDigits = 76 // of the widest decimal type
	scale = max(0, min(scale, mostDigits))
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	return new(big.Rat).SetFrac(n, power).FloatString(int(scale))
}
