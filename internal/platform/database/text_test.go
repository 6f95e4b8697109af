package database_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// search lists the newest three documents of an index with the words, older than docid.
func search(t *testing.T, db *database.DB, words string, docid int64) (found []int64) {
	t.Helper()
	err := db.Read(t.Context(), inWorkspace("workspace_a"), func(tx *database.Tx) error {
		from, err := tx.TextFrom("feedback", words)
		if err != nil {
			return err
		}
		match, args := tx.MatchText("feedback", words, 1)
		found, err = database.List[int64](tx, fmt.Sprintf("SELECT t.rowid FROM %s "+
			"WHERE %s AND t.rowid < %d ORDER BY t.rowid DESC LIMIT 3", from, match, docid), args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestSearch looks for words in few documents, in none and in more than PostgreSQL sorts.
func TestSearch(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		const all = 5500
		for offset, name := range []string{"workspace_a", "workspace_b"} {
			if err := db.Write(t.Context(), inWorkspace(name), func(tx *database.Tx) error {
				for n := range int64(all) {
					text := fmt.Sprintf("The application, release %d", n)
					if err := tx.IndexText("feedback", 2*n+int64(offset)+1, text); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		const newest = 2*all - 1
		for _, c := range []struct {
			words string
			after int64
			want  []int64
		}{
			{"app", newest + 1, []int64{newest, newest - 2, newest - 4}},
			{"a", 101, []int64{99, 97, 95}},
			{"applications", newest + 1, nil},
			{"app release", newest + 1, nil}, // only the last word may be unfinished
			{"application rel", 3, []int64{1}},
			{"application 54", newest + 1, []int64{newest, newest - 2, newest - 4}},
			{"release 5499", newest + 1, []int64{newest}},
			{"harbourmaster", newest + 1, nil},
			{"! ?", newest + 1, nil},
		} {
			if got := search(t, db, c.words, c.after); !slices.Equal(got, c.want) {
				t.Errorf("%q before %d: %v, want %v", c.words, c.after, got, c.want)
			}
		}
	})
}

// TestSearchIndexIsMadeAnew brings a filled database from before migration 119 up to date.
func TestSearchIndexIsMadeAnew(t *testing.T) {
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "old.db"), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.MigrateTo(t.Context(), 118); err != nil {
		t.Fatal(err)
	}
	if err := db.Fill(t.Context(), filledRows, rand.New(rand.NewPCG(5, 6))); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, index := range []string{"feedback", "item"} {
		var found []int64
		if err := db.Read(t.Context(), inWorkspace("workspace_1"), func(tx *database.Tx) (err error) {
			match, args := tx.MatchText(index, "plai", 1)
			found, err = database.List[int64](tx, "SELECT rowid FROM "+index+"_text WHERE "+match, args...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(found, []int64{2}) {
			t.Errorf("%s: found %v", index, found)
		}
	}
}

// TestAZ16SearchStaysInside searches without naming the workspace: the index of words is not
// behind row-level security, and what it finds still is.
func TestAZ16SearchStaysInside(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		from, _ := filled(t)
		if err := database.Move(t.Context(), from, url, nil); err != nil {
			t.Fatal(err)
		}
		db := databasetest.Open(t, url)
		if !db.Postgres() {
			return // has no second wall
		}
		for workspace, want := range map[string]int64{"workspace_1": 1, "workspace_none": 0} {
			var found int64
			err := db.Read(t.Context(), inWorkspace(workspace), func(tx *database.Tx) (err error) {
				found, err = database.Value[int64](tx, `SELECT count(*) FROM feedback_text t
					JOIN feedback f ON f.docid = t.rowid
					WHERE t.body @@ to_tsquery('simple', 'plain')`)
				return err
			})
			if err != nil || found != want {
				t.Errorf("%s: found %d, %v; want %d", workspace, found, err, want)
			}
		}
	})
}
