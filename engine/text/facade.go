package text

import (
	"github.com/throughlinehq/throughline/engine/text/dedupe"
	"github.com/throughlinehq/throughline/engine/text/kind"
	"github.com/throughlinehq/throughline/engine/text/language"
	"github.com/throughlinehq/throughline/engine/text/pii"
	"github.com/throughlinehq/throughline/engine/text/sentiment"
)

// Span is a piece of personal data; Start and End count characters (code points), End excluded.
type Span = pii.Span

// Sentiment scores how good or bad a text sounds, in [-1,1], and names it: negative, neutral or
// positive.
func Sentiment(text string) (score float64, label string) {
	score = sentiment.Score(text)
	return score, sentiment.Label(score)
}

// Kind tells whether a text is a bug, request, praise, complaint, question or other, and how sure
// that is, in [0,1].
func Kind(text string) (kindName string, confidence float64) { return kind.Of(text) }

// Language returns the ISO 639-1 code of the likeliest language, "und" for a text without letters.
func Language(text string) string { return language.Of(text) }

// NearDuplicates returns for every text the index of the earliest text of its group of texts that
// share at least half of their character 4-grams; its own index when it stands alone.
func NearDuplicates(texts []string) []int { return dedupe.Group(texts) }

// Fingerprint lets a store find duplicates as texts arrive: equal texts (but for case, punctuation
// and spacing) have the same exact hash, near-duplicates share a key of BandKeys.
func Fingerprint(text string) (exact uint64, minhash [dedupe.Hashes]uint32) {
	return dedupe.Exact(text), dedupe.Signature(dedupe.Shingles(text))
}

// BandKeys returns the keys under which a store files a signature; texts that share one are
// candidates that Similarity confirms at 0.5.
func BandKeys(minhash [dedupe.Hashes]uint32) [dedupe.Bands]uint64 {
	return dedupe.BandKeys(minhash)
}

// Similarity is the Jaccard similarity of two texts' character 4-grams, in [0,1].
func Similarity(a, b string) float64 {
	return dedupe.Jaccard(dedupe.Shingles(a), dedupe.Shingles(b))
}

// PII finds personal data of a fixed form and the known names, in order, without overlaps.
func PII(text string, known ...string) []Span { return pii.Find(text, known...) }

// Redact replaces every span by its type in square brackets.
func Redact(text string, spans []Span) string { return pii.Redact(text, spans) }

// Vault hides personal data behind tokens and gives it back to who may see it.
type Vault = pii.Vault
