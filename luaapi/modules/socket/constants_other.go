//go:build !linux

package socket

// platformConstants are those that not every system has.
var platformConstants []constant
