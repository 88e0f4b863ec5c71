package cli

import (
	"errors"
	"testing"
)

func TestDumpBytes(t *testing.T) {
	t.Parallel()
	const twenty = "abcdefghijklmnopqrst"
	for name, c := range map[string]struct {
		text string
		want string // "" for no dump
	}{
		"hexdump -C":               {"00000000  61 62 63 64 65 66 67 68  69 6a 6b 6c 6d 6e 6f 70  |abcdefghijklmnop|\n00000010  71 72 73 74                                       |qrst|\n00000014\n", twenty},
		"xxd":                      {"00000000: 6162 6364 6566 6768 696a 6b6c 6d6e 6f70  abcdefghijklmnop\n00000010: 7172 7374                                qrst\n", twenty},
		"tcpdump -x":               {"\t0x0000:  6162 6364 6566 6768 696a 6b6c 6d6e 6f70\n\t0x0010:  7172 7374\n", twenty},
		"Wireshark":                {"0000   61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70   abcdefghijklmnop\n0010   71 72 73 74                                       qrst\n", twenty},
		"two":                      {"0000  61 62\n\n0000  63\n", "abc"},
		"text that is hexadecimal": {"00000000: 6162 6364 6566 6768 696a 6b6c 6d6e 6f70  cafe\n", twenty[:16]},
		"other offsets":            {"0000  61 62\n0010  63\n", ""},
		"words":                    {"cafe  0001", ""},
		"words with colons":        {"0000:cafe:0001", ""},
		"a word":                   {"0000cafe", ""},
		"an offset alone":          {"00000000\n", ""},
		"nothing":                  {"", ""},
	} {
		got, ok := dumpBytes(c.text)
		if string(got) != c.want && ok || ok != (c.want != "") {
			t.Errorf("%s: %q, %v, want %q", name, got, ok, c.want)
		}
	}
}

// Who pipes the bytes themselves is told how they become hexadecimal.
func TestBytesAsTheyAreHaveHint(t *testing.T) {
	t.Parallel()
	for text, hint := range map[string]string{"\x00\x02": "bytes as they are come through xxd -p", "\xff": "bytes as they are come through xxd -p", "zz": ""} {
		_, err := hexBytes(text, "stdin")
		var wrong *usageError
		if !errors.As(err, &wrong) || wrong.hint != hint {
			t.Errorf("%q: %#v", text, err)
		}
	}
}

// Bytes are read as hexadecimal, and as reports and Python show them.
func TestHexBytes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"be ef": "\xbe\xef", "0xbe,0xef": "\xbe\xef", `\xbe\xef`: "\xbe\xef", `\xbe \xef`: "\xbe\xef",
		`"\xbe\xef"`: "\xbe\xef", ` "hi\r\n" `: "hi\r\n", `b'\x00"\'\\'`: "\x00\"'\\", `b"it's"`: "it's", `""`: "",
	} {
		if got, err := hexBytes(text, "it"); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		`\ybe`: `it is no hexadecimal: character 1 is "\\"`, `"\q"`: `it is no hexadecimal: character 1 is "\""`,
		`"be`: `it is no hexadecimal: character 1 is "\""`, `\xb`: "it is no hexadecimal: a byte has two digits, and there are 1",
	} {
		if _, err := hexBytes(text, "it"); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
