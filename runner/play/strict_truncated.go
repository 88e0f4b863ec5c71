package play

import (
	"sockrun/runner/actorname"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// findTruncated notes the streams over TLS that have ended without saying so.
func (p *play) findTruncated() {
	for _, end := range p.record.Truncated() {
		for _, a := range p.cast() {
			if a.name == actorname.Base(end.Local) && a.looks(scenario.Truncated) {
				a.found(scenario.Truncated, &outcome.Failure{
					Pos: a.pos, Message: end.Peer + " has ended the stream without close_notify",
					Detail: []string{positioned.Hint("more may have been to come: whoever stands between the two can end a stream like this")},
				})
			}
		}
	}
}
