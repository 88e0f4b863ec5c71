package docs

import (
	"slices"
	"strings"
)

// meaning is what users look for by words that are no names of topics.
type meaning struct{ words, topics string }

// meanings are in the order of the overview.
func meanings() []meaning {
	return []meaning{
		{"port", "addresses servers.listen processes.ports"},
		{"udp datagram", "datagrams"},
		{"retransmit retransmission resend packet-loss", "datagrams weather network.loss"},
		{"tcp", "streams addresses"},
		{"variable variables", "scenario.vars scope --var"},
		{"template templates templating interpolation placeholder placeholders", "scope values.text scenario.vars"},
		{"checksum checksums crc", "fields.checksum_of fields.crc32_of fields.crc16_of zlib hashlib"},
		{"byte-order byteorder endian endianness little-endian big-endian", "headers.order fields.order structs formats"},
		{"regex regexp regular-expression pattern patterns", "matchers.matches expect.match string.find --run"},
		{"half-close halfclose", "steps.shutdown socket.shutdown"},
		{"rst", "steps.reset socket.reset ECONNRESET"},
		{"certificate certificates", "certs tls tls.certificate"},
		{"self-signed selfsigned", "certs tls.self_signed"},
		{"permission permissions sandbox security", "safety"},
		{"retry rerun", "repeating --retries"},
		{"flaky flake flakes flakiness", "repeating verdicts --fail-on-flaky"},
		{"json-report xml-report junit ci", "report"},
		{"hang hangs stuck", "deadlocks durations"},
		{"toxiproxy latency-injection", "proxies weather"},
	}
}

// about are the topics that tell of what a query means beside those that it
// names: by other words, or in the plural.
func (r *Reference) about(query string) (topics []*Topic) {
	query = strings.ToLower(query)
	wanted := []string{query + "s"}
	if stem, ok := strings.CutSuffix(query, "y"); ok {
		wanted = append(wanted, stem+"ies")
	}
	for _, m := range meanings() {
		if slices.Contains(strings.Fields(m.words), query) {
			wanted = append(wanted, strings.Fields(m.topics)...)
		}
	}
	for _, name := range wanted {
		for _, t := range r.topics {
			if t.Name == name && !slices.Contains(topics, t) {
				topics = append(topics, t)
			}
		}
	}
	return topics
}
