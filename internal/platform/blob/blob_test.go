package blob_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/blob"
)

func open(t *testing.T) (*blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	store, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store, dir
}

func files(t *testing.T, store *blob.Store) (n int) {
	t.Helper()
	if err := store.Each(func(blob.Hash, fs.FileInfo) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPutGetRemove(t *testing.T) {
	store, _ := open(t)
	content := bytes.Repeat([]byte("0123456789"), 100_000)
	var wg sync.WaitGroup
	for range 4 { // the same content at once is one file
		wg.Go(func() {
			if _, size, err := store.Put(bytes.NewReader(content), 1<<20); err != nil ||
				size != int64(len(content)) {
				t.Errorf("stored %d bytes, %v", size, err)
			}
		})
	}
	wg.Wait()
	h, _, err := store.Put(bytes.NewReader(content), int64(len(content)))
	if err != nil || files(t, store) != 1 {
		t.Fatalf("%d files, %v", files(t, store), err)
	}
	file, err := store.Get(h)
	if err != nil {
		t.Fatal(err)
	}
	read, err := io.ReadAll(file)
	file.Close()
	if err != nil || !bytes.Equal(read, content) {
		t.Fatalf("read %d bytes, %v", len(read), err)
	}
	for range 2 {
		if err := store.Remove(h); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Get(h); !fault.Is(err, fault.NotFound) {
		t.Errorf("after removal: %v", err)
	}
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	store, dir := open(t)
	if _, _, err := store.Put(strings.NewReader("four+"), 4); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too large: %v", err)
	}
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("cut")))
	if _, _, err := store.Put(broken, 100); err == nil {
		t.Error("a broken upload was stored")
	}
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil || len(names) != 0 {
		t.Errorf("left over: %v, %v", names, err)
	}
}

func TestDamageShows(t *testing.T) {
	store, dir := open(t)
	h, _, err := store.Put(strings.NewReader("as it was"), 100)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, string(h[:2]), string(h[2:]))
	if err := os.WriteFile(path, []byte("as it Was"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := store.Get(h)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := io.Copy(io.Discard, file); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("read a damaged file: %v", err)
	}
}

func TestIN6NamesDoNotLeadOut(t *testing.T) {
	store, dir := open(t)
	outside := filepath.Join(filepath.Dir(dir), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, _, err := store.Put(strings.NewReader("x"), 1)
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, string(h[:2]), string(h[2:]))
	if err := errors.Join(os.Remove(link), os.Symlink("../../secret", link)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []blob.Hash{"../secret", "", "/etc/passwd", h[:10], h,
		blob.Hash("..") + h[2:], blob.Hash(strings.ToUpper(string(h)))} {
		if file, err := store.Get(name); err == nil {
			file.Close()
			t.Errorf("%q was opened", name)
		}
	}
}
