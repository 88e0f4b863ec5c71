package chopped

const HoldTime = holdTime

// Kept is how much the world keeps of connections: lines, and addresses that
// sockets are about to connect to.
func (w *World) Kept() (lines, calls int) {
	w.lines.mu.Lock()
	defer w.lines.mu.Unlock()
	return len(w.lines.all), len(w.lines.calls)
}
