package steps

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/jsontext"
)

// expectAny receives the next message, which one of the matchers must match.
func (do *Performer) expectAny() error {
	list, err := do.candidates()
	if err != nil {
		return err
	}
	longest := slices.MaxFunc(list, comparePatience)
	for _, c := range list {
		c.last = c.patience == longest.patience
	}
	do.within = longest.patience
	got, by, err := do.receive(list, longest.till)
	switch {
	case err != nil:
		return do.withExpected(do.receiveError(err), expectedAny(list))
	case by == nil:
		return do.withLine(do.noneOf(list, got), got.Bytes)
	}
	do.remember(got)
	return nil
}

// candidates are the matchers of the step.
func (do *Performer) candidates() (list []*candidate, err error) {
	do.within = do.bounded(do.step.Within)
	for _, m := range do.step.Matchers {
		c, err := do.candidate(m)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// comparePatience compares how long two matchers wait; 0 is for ever.
func comparePatience(a, b *candidate) int {
	return cmp.Compare(uint64(a.patience-1), uint64(b.patience-1))
}

// expectAll receives as many messages as there are matchers.
func (do *Performer) expectAll() error {
	list, err := do.candidates()
	if err != nil {
		return err
	}
	a := &assembly{Performer: do, list: list, met: make([]int, len(list)), fits: map[[2]int]bool{}}
	for range list {
		if err := a.next(); err != nil {
			return err
		}
	}
	return nil
}

// assembly is the state of expect_all: which message each matcher has got.
type assembly struct {
	*Performer
	list []*candidate
	met  []int           // by list: the number of the message, from 1, 0 for none yet
	got  []frame.Message // the messages so far
	fits map[[2]int]bool // known answers: message and matcher, from 0
}

// next receives one more message and finds the matcher that it is for.
func (a *assembly) next() error {
	open := a.missing()
	first := slices.MinFunc(open, comparePatience)
	a.within = first.patience
	for _, c := range open {
		c.last, c.seen, c.scanner = true, 0, jsontext.Scanner{} // whoever waits no longer ends the wait of all
	}
	a.placeMissing(open)
	got, by, err := a.receive(open, first.till)
	a.place()
	if err != nil {
		return a.withExpected(a.receiveError(err), a.expected())
	}
	a.got = append(a.got, frame.Message{Bytes: bytes.Clone(got.Bytes), Value: got.Value})
	if by != nil {
		a.met[slices.Index(a.list, by)] = len(a.got)
		return nil
	}
	found, err := a.assign(len(a.got)-1, make([]bool, len(a.list)))
	if err != nil || found {
		return err
	}
	return a.unexpected(got)
}

// placeMissing tells the records of waits what is still to come, once some has.
func (a *assembly) placeMissing(open []*candidate) {
	if len(a.got) == 0 {
		return
	}
	const most = 3
	var names []string
	for _, c := range open[:min(len(open), most)] {
		names = append(names, c.String())
	}
	if more := len(open) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	lacks := fmt.Sprintf("which lacks %d of %d messages (%s),", len(open), len(a.list), strings.Join(names, ", "))
	a.Task.SetInside(strings.TrimPrefix(a.where+", "+lacks, ", "))
}

// missing are the matchers that have got no message yet.
func (a *assembly) missing() (open []*candidate) {
	for i, c := range a.list {
		if a.met[i] == 0 {
			open = append(open, c)
		}
	}
	return open
}

// assign finds a matcher for a message, for which others may have to change
// theirs: what a matcher got first may fit another as well. On a stream
// without a frame that cannot be, since the matcher says what the message is.
func (a *assembly) assign(message int, tried []bool) (bool, error) {
	if !isFramed(a.Conn) {
		return false, nil
	}
	for i := range a.list {
		fits, err := a.fit(message, i)
		if err != nil {
			return false, err
		}
		if !fits || tried[i] {
			continue
		}
		tried[i] = true
		free := a.met[i] == 0
		if !free {
			if free, err = a.assign(a.met[i]-1, tried); err != nil {
				return false, err
			}
		}
		if free {
			a.met[i] = message + 1
			return true, nil
		}
	}
	return false, nil
}

// fit says whether a message is what a matcher says.
func (a *assembly) fit(message, matcher int) (bool, error) {
	key := [2]int{message, matcher}
	fits, known := a.fits[key]
	if known {
		return fits, nil
	}
	fits, err := a.matches(a.list[matcher], a.got[message])
	a.fits[key] = fits
	return fits, err
}
