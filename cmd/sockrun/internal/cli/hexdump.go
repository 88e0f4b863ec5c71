package cli

import (
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// dumpWidth is how many bytes a line of a dump has at most.
const dumpWidth = 16

// dumpBytes reads a hex dump, of which each line begins with its offset, as
// --trace, xxd, hexdump -C, tcpdump -x and Wireshark write it. ok is false when
// the offsets do not fit the bytes: such a text only looks like a dump.
func dumpBytes(text string) (data []byte, ok bool) {
	begin := 0 // of the dump that is being read: several may follow each other
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		offset, bytes, ok := dumpLine(strings.TrimRight(line, " \t\r\n"))
		if offset == 0 {
			begin = len(data)
		}
		if !ok || offset != len(data)-begin {
			return nil, false
		}
		data = append(data, bytes...)
	}
	return data, len(data) > 0
}

var dumpOffset = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(?:0x)?([0-9a-fA-F]{4,16})(?:$|:\s+|\s\s+)`)
})

// dumpLine reads a line of a dump. What follows the bytes is their text.
func dumpLine(line string) (offset int, data []byte, ok bool) {
	parts := dumpOffset().FindStringSubmatch(line)
	if parts == nil {
		return 0, nil, false
	}
	at, err := strconv.ParseUint(parts[1], 16, 31)
	if err != nil {
		return 0, nil, false
	}
	for rest := line[len(parts[0]):]; len(data) < dumpWidth && rest != ""; {
		word, after, _ := strings.Cut(rest, " ")
		bytes, err := hex.DecodeString(word)
		if err != nil || len(data)+len(bytes) > dumpWidth {
			break
		}
		data = append(data, bytes...)
		if strings.HasPrefix(after, "  ") {
			break
		}
		rest = strings.TrimPrefix(after, " ") // between two halves of a line
	}
	return int(at), data, true
}
