package weather

import (
	"fmt"
	"time"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/chance"
)

// Words say what luck has brought about, one thing each. Who observes a run may add
// to incidents which call they concern (Op, Where) before.
func Words(incidents []Incident) (list []string) {
	for _, r := range rowsOf(incidents) {
		list = append(list, wordsOf(r))
	}
	return list
}

func wordsOf(r row) string {
	at := ""
	if r.Where != "" {
		at = " at " + r.Where
	}
	late := r.Late.Round(100 * time.Microsecond)
	switch {
	case r.ID.Kind == chance.Turn:
		return turnOf(r.Incident) + at
	case r.ID.Kind == chance.Cut:
		return cutOf(r.Incident, at)
	case r.Datagram == 0:
		return fmt.Sprintf("what %s sends%s takes %v longer", r.From, at, late)
	}
	return r.subject() + " " + r.predicate(late)
}

func turnOf(i Incident) string {
	switch {
	case i.Instead != i.Task:
		return i.Task + " runs before " + i.Instead
	case i.Op == "", i.Op == "run":
		return i.Task + " lets others run"
	}
	return i.Task + " lets others run in " + i.Op
}

// cutOf says how a receiver was given less than there was.
func cutOf(i Incident, at string) string {
	asked := min(i.Asked, i.Of)
	if i.Size >= asked { // this call has what it wants, but not the next
		return fmt.Sprintf("of %s from %s only %d have reached %s%s", plural.Of(i.Of, "byte"), i.From, i.Size, i.To, at)
	}
	said := fmt.Sprintf("%s from %s reach %s as %d + %d", plural.Of(asked, "byte"), i.From, i.To, i.Size, asked-i.Size)
	switch {
	case at == "":
		return said
	case i.Op == "recv", i.Op == "":
		return fmt.Sprintf("%s: recv(%d)%s returned %s", said, i.Asked, at, plural.Of(i.Size, "byte"))
	}
	return fmt.Sprintf("%s: %s%s was given %s first", said, i.Op, at, plural.Of(i.Size, "byte"))
}
