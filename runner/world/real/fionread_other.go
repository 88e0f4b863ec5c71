//go:build !linux

package real

// fionread asks how many bytes can be received: FIONREAD, which has one number
// on all systems that come from BSD.
const fionread = 0x4004667f
