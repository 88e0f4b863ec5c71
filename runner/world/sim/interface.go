package sim

// The only interface, with its number and name on Linux.
const (
	loopbackIndex = 1
	loopbackName  = "lo"
)
