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
	for text, hint := range map[string]string{"\x00\x02": "bytes as they are come through xxd -p", "\xff": "bytes as they are come through xxd -p", "zz": "",
		"00000000  61 62\n*\n": "in a dump it stands for lines like the one before: hexdump -v and od -v write them"} {
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

// The offsets of od are told from bytes by what follows them.
func TestDumpsOfOd(t *testing.T) {
	t.Parallel()
	const twenty = "abcdefghijklmnopqrst"
	for text, want := range map[string]string{
		"000000 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70\n000010 71 72 73 74\n000014\n":                                            twenty,
		"0000000 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70\n0000020 71 72 73 74\n0000024\n":                                         twenty,
		"0000000 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70\n0000016 71 72 73 74\n0000020\n":                                         twenty,
		"0000000    61  62  63  64  65  66  67  68  69  6a  6b  6c  6d  6e  6f  70\n0000020    71  72  73  74                \n0000024\n": twenty,
		"000000 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70  >abcdefghijklmnop<\n000010 71 72 73 74              >qrst<\n000014\n":    twenty,
		"000000 63 61": "\x00\x00\x00ca", "000000 63 61\n000004": "\x00\x00\x00ca\x00\x00\x04", "000000\n000000": "\x00\x00\x00\x00\x00\x00",
		"000000 6361": "\x00\x00\x00ca", "cafe 0101 00000002": "\xca\xfe\x01\x01\x00\x00\x00\x02", "cafe01 0101\n000002": "\xca\xfe\x01\x01\x01\x00\x00\x02",
	} {
		if got, err := hexBytes(text, "it"); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want %q", text, got, err, want)
		}
	}
}

// A dump of words does not say in which order the bytes are, so it is no bytes.
func TestDumpsOfWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"0000000 6163 6566 0021                         \n0000005\n", "0000000 6163 6566\n*\n0000020\n", "0000000 060543 062546 000041\n0000005\n",
		"000000 6163 6566\n000004\n", "0000000 65666163 00000021\n0000005\n", "0000000 6163 6566\n",
	} {
		_, err := hexBytes(text, "it")
		var wrong *usageError
		if !errors.As(err, &wrong) || wrong.message != "it is a dump of words, in which the order of the bytes depends on the machine" {
			t.Errorf("%s: %v", text, err)
		}
	}
}
