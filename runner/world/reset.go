package world

import "sockrun/runner/transcript"

// Resets returns the sockets that scripts have closed so that the peer sees a
// reset.
func (w *World) Resets() []transcript.Entry {
	if w.record == nil {
		return nil
	}
	return w.record.Resets()
}
