package play

import (
	"fmt"
	"slices"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/actorname"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// receipts are what scripts have got from streams that are chopped, by the
// place where they ask; of each the last.
type receipts struct {
	list []receipt // by when their place was first
}

type receipt struct {
	luaapi.Receipt
	writes int // of which it has bytes, when they were joined
}

const (
	maxPlaces   = 100 // that are remembered
	maxReceives = 4   // that are told
)

// received notes what a script has got, until something has failed. Several
// VMs call it.
func (p *play) received(got luaapi.Receipt) {
	how := world.Delivered(got.From)
	if !how.Cut && how.Writes == 0 || p.failed.Load() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.receipts.add(receipt{Receipt: got, writes: how.Writes})
}

func (l *receipts) add(r receipt) {
	r.From = nil // which may be large
	same := func(o receipt) bool { return o.Line == r.Line && o.File == r.File && o.Label == r.Label }
	if i := slices.IndexFunc(l.list, same); i >= 0 {
		l.list = slices.Delete(l.list, i, i+1)
	}
	if len(l.list) < maxPlaces {
		l.list = append(l.list, r)
	}
}

// words tell of what was got last, that of the actor that has failed before
// others.
func (l *receipts) words(cause *outcome.Failure) (list []string) {
	var others []string
	actor := actorname.Base(cause.Actor)
	for _, r := range slices.Backward(l.list) {
		if r.Label == actor {
			list = append(list, r.String())
		} else {
			others = append(others, r.String())
		}
	}
	list = append(list, others...)
	return list[:min(len(list), maxReceives)]
}

// String says it as a script's call: "recv(4) at client.lua:14 returned 1 byte".
func (r receipt) String() string {
	call := fmt.Sprintf("%s(%d)", r.Op, r.Asked)
	if r.Line > 0 {
		call += " at " + scenario.Pos{File: r.File, Line: r.Line}.String()
	}
	if r.writes > 1 {
		return fmt.Sprintf("%s returned bytes of %d writes", call, r.writes)
	}
	return fmt.Sprintf("%s returned %s", call, plural.Of(r.Got, "byte"))
}
