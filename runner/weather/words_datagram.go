package weather

import (
	"fmt"
	"strings"
	"time"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/chance"
)

// row is an incident, and those that are the same but for the datagram: who
// sends again and again does so from one line.
type row struct {
	Incident     // with the first datagram
	last     int // with the last
}

// rowsOf puts incidents together that concern datagrams in a row. A row stands
// where its first incident is.
func rowsOf(incidents []Incident) (rows []row) {
	latest := map[Incident]int{} // index of the last row that is alike
	for _, i := range incidents {
		like := i
		like.ID.Number, like.At, like.Datagram = 0, 0, 0
		at, known := latest[like]
		if known && i.Datagram > 0 && i.Datagram <= rows[at].last+1 {
			rows[at].last = i.Datagram
			continue
		}
		latest[like] = len(rows)
		rows = append(rows, row{i, i.Datagram})
	}
	return rows
}

// subject names the datagrams: "the 3rd datagram that bob sends (2 bytes, at
// bob.lua:17)".
func (r row) subject() string {
	var more []string
	if r.ID.Kind != chance.Delay { // which does not depend on the size
		more = append(more, r.size())
	}
	if r.Where != "" {
		more = append(more, "at "+r.Where)
	}
	text := r.which() + " that " + r.From + " sends"
	if len(more) > 0 {
		text += " (" + strings.Join(more, ", ") + ")"
	}
	return text
}

func (r row) which() string {
	switch {
	case r.last == r.Datagram:
		return "the " + ordinal(r.Datagram) + " datagram"
	case r.Datagram == 1:
		return fmt.Sprintf("the first %d datagrams", r.last)
	}
	return fmt.Sprintf("datagrams %d to %d", r.Datagram, r.last)
}

func (r row) size() string {
	size := plural.Of(r.Of, "byte")
	if r.last > r.Datagram {
		size += " each"
	}
	return size
}

// predicate says what becomes of them.
func (r row) predicate(late time.Duration) string {
	one, many := "is lost", "are lost"
	switch r.ID.Kind {
	case chance.Delay:
		one, many = fmt.Sprintf("takes %v longer", late), fmt.Sprintf("take %v longer", late)
	case chance.Reorder:
		one, many = "is overtaken by later ones", "are overtaken by later ones"
	case chance.Duplicate:
		one, many = "arrives two times", "arrive two times"
	case chance.Corrupt:
		one, many = "arrives damaged", "arrive damaged"
	}
	if r.last > r.Datagram {
		return many
	}
	return one
}

// ordinal is a number as an order has it: 1st, 2nd, 11th.
func ordinal(n int) string {
	ending := "th"
	if teens := n % 100; teens < 11 || teens > 13 {
		switch n % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return fmt.Sprint(n, ending)
}
