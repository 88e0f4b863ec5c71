package scenario

import "strings"

var (
	// escape is what stands for another byte in most languages.
	escape = lazily(`\\(?:[nrt0]|x[0-9a-fA-F]{2})`)
	// quotedText is text in quotes as Python, Lua and C write it.
	quotedText = lazily(`^[bB]?(?:"(.*)"|'(.*)')$`)
)

// warnOfEscapes warns of text with an escape where YAML knows none: only double
// quotes have them. JSON has its own, and so has Lua in {{ }}.
func (d *decoder) warnOfEscapes(v value) {
	if v.kind != scalarNode || v.lua || v.style != plainStyle && v.style != singleQuoted {
		return
	}
	if !strings.Contains(v.text, `\`) {
		return
	}
	text := braces().ReplaceAllString(v.text, "")
	found := escape().FindString(text)
	if found == "" || looksLikeJSON(text) {
		return
	}
	inner := v.text
	if parts := quotedText().FindStringSubmatch(inner); parts != nil {
		inner = parts[1] + parts[2]
	}
	w := d.warn(v.pos, "YAML takes %s as the characters that it is written with: only double quotes have escapes", found).about("yaml")
	switch {
	case highByte().MatchString(inner):
		w.Hint = "for bytes from 80 on write {hex: …}"
	case text == v.text:
		w.Hint = `write "` + strings.ReplaceAll(inner, `"`, `\"`) + `"`
	default:
		w.Hint = "use double quotes"
	}
}

func looksLikeJSON(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") || strings.HasPrefix(text, `"`)
}
