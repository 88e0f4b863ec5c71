// Package actorname is how the instances of an actor are told apart: of three
// clients alice the second is "alice[2]". Sockets are recorded, links of the
// weather found and failures told under such names.
package actorname

import (
	"strconv"
	"strings"
)

// Instance names one of the instances of an actor, which count from 1.
func Instance(actor string, index int) string { return actor + "[" + strconv.Itoa(index) + "]" }

// Base returns the name of the actor: alice for alice and for alice[2].
func Base(name string) string {
	base, _, _ := Cut(name)
	return base
}

// Cut cuts a name into that of the actor and what follows it: "[2]" for an
// instance. isInstance is false, and rest "", for the name of an actor.
func Cut(name string) (base, rest string, isInstance bool) {
	if i := strings.IndexByte(name, '['); i >= 0 {
		return name[:i], name[i:], true
	}
	return name, "", false
}
