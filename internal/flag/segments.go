package flag

import (
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// CreateSegment adds a segment. Its key must be free, also among the evaluators of flags.
func CreateSegment(tx *database.Tx, in SegmentInput) (Segment, error) {
	if err := people.Can(tx.Actor, people.WriteFlags); err != nil {
		return Segment{}, err
	}
	s := Segment{Key: in.Key}
	Patch{&in.Description, &in.Definition}.applyTo(&s)
	others, err := sharedOf(tx)
	if err != nil {
		return s, err
	}
	if err := s.check(others); err != nil {
		return s, err
	}
	if err := refuseTakenSegment(tx, others, s.Key); err != nil {
		return s, err
	}
	if err := tx.Insert("segment", &s); err != nil {
		return s, err
	}
	return s, keepSegment(tx, &s, "created", map[string]any{"key": s.Key})
}

// ChangeSegment edits a segment that is still of the version which was read. Every flag that names
// it is something else from then on; a change that one of them could not be evaluated with is
// refused.
func ChangeSegment(
	tx *database.Tx, segment id.ID, version int64, patch Patch,
) (Segment, error) {
	s, err := segmentForChange(tx, segment, version)
	if err != nil {
		return s, err
	}
	changed := patch.applyTo(&s)
	if len(changed) == 0 {
		return s, nil
	}
	all, err := sharedOf(tx)
	if err != nil {
		return s, err
	}
	if err := s.check(all); err != nil {
		return s, err
	}
	if err := refuseUnfit(tx, &s, all); err != nil {
		return s, err
	}
	if err := tx.Update("segment", &s); err != nil {
		return s, err
	}
	return s, keepSegment(tx, &s, "updated", map[string]any{"changed": changed})
}

// RemoveSegment puts a segment in the bin. One that a flag or another segment names stays.
func RemoveSegment(tx *database.Tx, segment id.ID, version int64) error {
	s, err := segmentForChange(tx, segment, version)
	if err != nil {
		return err
	}
	all, err := sharedOf(tx)
	if err != nil {
		return err
	}
	users, err := brokenBy(tx, all, all.without(s.Key), s.Key)
	if err != nil {
		return err
	}
	if len(users) > 0 {
		return fault.New(fault.Conflict, "It is used by %s. Take it out of there first.",
			namesOf(users))
	}
	if err := bin.Put(tx, &s, s.Key, nil); err != nil {
		return err
	}
	return keepSegment(tx, &s, "removed", nil)
}

// RestoreSegment takes a segment out of the bin. A Conflict fault says that its key is taken, an
// Invalid one where it does not fit the segments of today.
func RestoreSegment(tx *database.Tx, segment id.ID) (Segment, error) {
	if err := people.Can(tx.Actor, people.WriteFlags); err != nil {
		return Segment{}, err
	}
	s, err := database.GetRemoved[Segment](tx, "segment", segment)
	if err != nil {
		return s, err
	}
	others, err := sharedOf(tx)
	if err != nil {
		return s, err
	}
	if err := refuseTakenSegment(tx, others, s.Key); err != nil {
		return s, err
	}
	if err := s.check(others); err != nil {
		return s, err
	}
	if err := bin.Take(tx, &s, nil); err != nil {
		return s, err
	}
	return s, keepSegment(tx, &s, "restored", nil)
}

// EraseSegment deletes a segment that is in the bin, with its history, since it may list people.
func EraseSegment(tx *database.Tx, segment id.ID) error {
	if err := bin.Forget(tx, segment); err != nil {
		return err
	}
	return tx.ExecEach([]string{
		"DELETE FROM segment_version WHERE workspace_id = $1 AND segment_id = $2",
		"DELETE FROM segment WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL",
	}, tx.Workspace, segment)
}

func segmentForChange(tx *database.Tx, segment id.ID, version int64) (Segment, error) {
	if err := people.Can(tx.Actor, people.WriteFlags); err != nil {
		return Segment{}, err
	}
	return database.GetVersion[Segment](tx, "segment", segment, version)
}

// keepSegment writes down what the segment is now, as [keep] does for a flag.
func keepSegment(tx *database.Tx, s *Segment, action string, detail map[string]any) error {
	err := tx.Insert("segment_version", SegmentVersion{SegmentID: s.ID, Version: s.Version,
		At: tx.Now, ActorID: tx.Actor.ID, ActorName: tx.Actor.Name, Action: action,
		Description: s.Description, Definition: s.Definition})
	if err != nil {
		return err
	}
	return changed(tx, action, s.ID, detail)
}

// refuseTakenSegment refuses a key that means something already: a name means the same in every
// flag, or nobody could read one.
func refuseTakenSegment(tx *database.Tx, others shared, key string) error {
	if _, taken := others[key]; taken {
		return fault.New(fault.Conflict, "There is a segment with the key %s already.", key)
	}
	if len(others) >= MaxSegments {
		return fault.New(fault.Conflict, "A workspace has at most %d segments. Remove some.",
			MaxSegments)
	}
	flags, err := referringFlags(tx)
	if err != nil {
		return err
	}
	var users []string
	for _, f := range flags {
		d, _, _ := compile(f.Key, f.Definition, nil)
		if _, own := d.Evaluators[key]; own {
			users = append(users, "the flag "+f.Key)
		}
	}
	if len(users) == 0 {
		return nil
	}
	return fault.New(fault.Conflict, "An evaluator of %s is called %s already.", namesOf(users),
		key)
}

// refuseUnfit refuses a change with which a flag or another segment could not be evaluated.
func refuseUnfit(tx *database.Tx, s *Segment, before shared) error {
	b, err := s.belonging()
	if err != nil {
		return err // it was checked before
	}
	users, err := brokenBy(tx, before, before.with(s.Key, b.evaluator()), s.Key)
	if err != nil || len(users) == 0 {
		return err
	}
	var c fault.Check
	c.Fail("/definition", "is too much for %s, which could not be evaluated any more",
		namesOf(users))
	return c.Err()
}

// brokenBy names the flags and the other segments that could be evaluated before and cannot after.
func brokenBy(
	tx *database.Tx, before, after shared, but string,
) (users []string, err error) {
	flags, err := referringFlags(tx)
	if err != nil {
		return nil, err
	}
	for _, f := range flags {
		if _, _, err := compile(f.Key, f.Definition, after); err == nil {
			continue
		}
		if _, _, err := compile(f.Key, f.Definition, before); err == nil {
			users = append(users, "the flag "+f.Key)
		}
	}
	for _, key := range after.keys() {
		if key != but && len(after.probe(key)) > 0 && len(before.probe(key)) == 0 {
			users = append(users, "the segment "+key)
		}
	}
	return users, nil
}

// namesOf joins names; of many it counts the rest.
func namesOf(names []string) string {
	const most = 10
	if more := len(names) - most; more > 0 {
		names = append(slices.Clone(names[:most]), "others")
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return names[0]
}
