package charset

import (
	"encoding/binary"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

const (
	multibyte = "illegal multibyte sequence"
	charmaps  = "character maps to <undefined>"
)

// declaration is an encoding with the names that lead to it.
type declaration struct {
	name    string
	aliases string
	details Encoding
}

func (d *declaration) encoding() *Encoding {
	e := d.details
	if e.name = d.name; e.shown == "" {
		e.shown = d.name
	}
	return &e
}

// declared lists the encodings under CPython's names.
func declared() []declaration {
	list := []declaration{
		{"ascii", "us-ascii 646 ansi-x3.4-1968", Encoding{table: charmap.ISO8859_1, undefined: "ordinal not in range(128)"}},
		{"latin-1", "latin1 iso-8859-1 iso8859-1 8859 cp819 l1", Encoding{table: charmap.ISO8859_1, undefined: "ordinal not in range(256)"}},
		{"utf-8", "u8 utf", Encoding{}},
		{"utf-8-sig", "", Encoding{bom: true, shown: "utf-8"}},
		{"utf-16", "u16", Encoding{wide: &wide{2, binary.LittleEndian, true}}},
		{"utf-16-le", "utf-16le unicodelittleunmarked", Encoding{wide: &wide{2, binary.LittleEndian, false}}},
		{"utf-16-be", "utf-16be unicodebigunmarked", Encoding{wide: &wide{2, binary.BigEndian, false}}},
		{"utf-32", "u32", Encoding{wide: &wide{4, binary.LittleEndian, true}}},
		{"utf-32-le", "utf-32le", Encoding{wide: &wide{4, binary.LittleEndian, false}}},
		{"utf-32-be", "utf-32be", Encoding{wide: &wide{4, binary.BigEndian, false}}},
		double("gbk", "936 cp936 ms936", simplifiedchinese.GBK),
		{"gb2312", "euc-cn euccn chinese csiso58gb231280 gb2312-80 gb2312-1980", Encoding{table: simplifiedchinese.GBK, undefined: multibyte, no80: true, only: isGB2312}},
		double("gb18030", "gb18030-2000", simplifiedchinese.GB18030),
		double("big5", "big5-tw csbig5 big5hkscs", traditionalchinese.Big5),
		double("shift_jis", "shiftjis sjis s-jis csshiftjis cp932 932 ms932 mskanji windows-31j", japanese.ShiftJIS),
		double("euc_jp", "eucjp ujis u-jis", japanese.EUCJP),
		double("iso2022_jp", "iso2022jp csiso2022jp", japanese.ISO2022JP),
		double("euc_kr", "euckr korean ksc5601 ks-c-5601 ksx1001 cp949 949 ms949 uhc", korean.EUCKR),
	}
	for _, m := range charmapTables() {
		list = append(list, declaration{m.name, m.aliases, Encoding{shown: "charmap", table: m.table, undefined: charmaps, c1: strings.HasPrefix(m.name, "iso8859-")}})
	}
	return list
}

func double(name, aliases string, table encoding.Encoding) declaration {
	return declaration{name, aliases, Encoding{table: table, undefined: multibyte, no80: true}}
}

// isGB2312 says whether two bytes lie in the part of GBK that GB 2312 has.
func isGB2312(pair []byte) bool {
	return pair[0] >= 0xa1 && pair[0] <= 0xf7 && pair[1] >= 0xa1 && pair[1] <= 0xfe
}

// charmapTables are the encodings of one byte a character.
func charmapTables() []struct {
	name, aliases string
	table         encoding.Encoding
} {
	return []struct {
		name, aliases string
		table         encoding.Encoding
	}{
		{"cp437", "437 ibm437", charmap.CodePage437}, {"cp850", "850 ibm850", charmap.CodePage850},
		{"cp852", "852 ibm852", charmap.CodePage852}, {"cp855", "855 ibm855", charmap.CodePage855},
		{"cp858", "858 ibm858", charmap.CodePage858}, {"cp860", "860 ibm860", charmap.CodePage860},
		{"cp862", "862 ibm862", charmap.CodePage862}, {"cp863", "863 ibm863", charmap.CodePage863},
		{"cp865", "865 ibm865", charmap.CodePage865}, {"cp866", "866 ibm866", charmap.CodePage866},
		{"cp037", "037 ibm037", charmap.CodePage037}, {"cp1140", "1140 ibm1140", charmap.CodePage1140},
		{"cp1250", "windows-1250", charmap.Windows1250}, {"cp1251", "windows-1251", charmap.Windows1251},
		{"cp1252", "windows-1252", charmap.Windows1252}, {"cp1253", "windows-1253", charmap.Windows1253},
		{"cp1254", "windows-1254", charmap.Windows1254}, {"cp1255", "windows-1255", charmap.Windows1255},
		{"cp1256", "windows-1256", charmap.Windows1256}, {"cp1257", "windows-1257", charmap.Windows1257},
		{"cp1258", "windows-1258", charmap.Windows1258}, {"cp874", "windows-874", charmap.Windows874},
		{"iso8859-2", "latin2 l2", charmap.ISO8859_2}, {"iso8859-3", "latin3 l3", charmap.ISO8859_3},
		{"iso8859-4", "latin4 l4", charmap.ISO8859_4}, {"iso8859-5", "cyrillic", charmap.ISO8859_5},
		{"iso8859-6", "arabic", charmap.ISO8859_6}, {"iso8859-7", "greek", charmap.ISO8859_7},
		{"iso8859-8", "hebrew", charmap.ISO8859_8}, {"iso8859-9", "latin5 l5", charmap.ISO8859_9},
		{"iso8859-10", "latin6 l6", charmap.ISO8859_10}, {"iso8859-13", "latin7 l7", charmap.ISO8859_13},
		{"iso8859-14", "latin8 l8", charmap.ISO8859_14}, {"iso8859-15", "latin9 l9", charmap.ISO8859_15},
		{"iso8859-16", "latin10 l10", charmap.ISO8859_16},
		{"koi8-r", "cskoi8r", charmap.KOI8R}, {"koi8-u", "", charmap.KOI8U},
		{"mac-roman", "macintosh macroman", charmap.Macintosh}, {"mac-cyrillic", "maccyrillic", charmap.MacintoshCyrillic},
	}
}
