package weather

import (
	"slices"
	"time"
)

// Preset is weather that has a name.
type Preset struct {
	Name string
	Doc  string // what it is like, a sentence
	Link Link   // the same in both directions
}

// Default is the name of the weather of a simulated world that was told none.
const Default = "loopback"

const ms = time.Millisecond

// Presets are all there are, from mild to rough.
var Presets = []Preset{
	{"calm", "Everything arrives whole, at once and in order.",
		Link{}},
	{Default, "As on one machine: at once and in order, but one receive in four gets only a part of what has arrived.",
		Link{Slicer: Some}},
	{"lan", "A fast cable: a latency of a fifth of a millisecond, and a receive sometimes gets only a part.",
		Link{Slicer: Some, Latency: ms / 5, Jitter: ms / 10}},
	{"wifi", "A latency of some milliseconds that varies; one datagram in a hundred is lost.",
		Link{Slicer: Some, Latency: 3 * ms, Jitter: 10 * ms, Bandwidth: 4 << 20, Loss: 0.01, Reorder: 0.01}},
	{"mobile", "Slow and far: up to 150 milliseconds, 1 MiB a second; datagrams are lost, duplicated and reordered.",
		Link{Slicer: Often, Latency: 50 * ms, Jitter: 100 * ms, Bandwidth: 1 << 20, Loss: 0.03, Duplicate: 0.01, Reorder: 0.03}},
	{"storm", "Every other receive gets only a part, buffers are small, latency varies widely, and one datagram in ten is lost, duplicated, reordered or corrupted.",
		Link{Slicer: Often, Latency: 1 * ms, Jitter: 20 * ms, Buffer: 48 << 10, Loss: 0.1, Duplicate: 0.1, Reorder: 0.1, Corrupt: 0.1}},
}

// Find returns the preset of that name, nil when there is none.
func Find(name string) *Preset {
	i := slices.IndexFunc(Presets, func(p Preset) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &Presets[i]
}

// Names are those of the presets, in their order.
func Names() []string {
	names := make([]string, len(Presets))
	for i, p := range Presets {
		names[i] = p.Name
	}
	return names
}
