// Package plural writes numbers of things as sentences have them.
package plural

import "fmt"

// Of counts things whose name takes an s: "1 byte", "0 bytes", "3 bytes".
func Of[N int | int64 | uint64](n N, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
