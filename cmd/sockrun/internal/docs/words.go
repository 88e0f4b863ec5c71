package docs

import (
	"slices"
	"strings"
)

// meaning is what users look for by words that are no names of topics.
type meaning struct{ words, topics string }

// meanings are in the order of the overview, and then the words of other tools.
func meanings() []meaning { return slices.Concat(ourWords(), wordsOfTesters(), wordsOfNetworkers()) }

func ourWords() []meaning {
	return []meaning{
		{"start tutorial quickstart quick-start getting-started begin beginner first-scenario introduction intro example examples", "start"},
		{"python pytest robot robot-framework robotframework hurl scapy construct k6 packetdrill toxiproxy netcat nc comparison migrate", "other-tools"},
		{"port", "addresses, servers.listen, processes.ports"},
		{"udp datagram", "datagrams"},
		{"conn vars vars.tmp vars.dir self self.index self.name", "scope"},
		{"self.ports", "processes.ports, scope"},
		{"retransmit retransmission resend packet-loss", "datagrams, weather, network.loss"},
		{"tcp", "streams, addresses"},
		{"variable variables", "scenario.vars, scope, --var"},
		{"template templates templating interpolation placeholder placeholders", "scope, values.text, scenario.vars"},
		{"checksum checksums crc", "fields.checksum_of, fields.crc32_of, fields.crc16_of, zlib, hashlib"},
		{"byte-order byteorder endian endianness little-endian big-endian", "headers.order, fields.order, structs, formats"},
		{"regex regexp regular-expression pattern patterns re re.match re.search re.findall", "matchers.matches, expect.match, string.find, --run"},
		{"half-close halfclose", "steps.shutdown, socket.shutdown"},
		{"rst", "steps.reset, socket.reset, ECONNRESET"},
		{"certificate certificates", "certs, tls, tls.certificate"},
		{"self-signed selfsigned", "certs, tls.self_signed"},
		{"permission permissions sandbox security", "safety"},
		{"retry rerun reruns", "repeating, --retries"},
		{"flaky flake flakes flakiness", "repeating, verdicts, --fail-on-flaky"},
		{"json-report xml-report junit junitxml junit-xml ci html html-report allure tap github github-actions gitlab annotations format output-format -o", "report, --report"},
		{"hang hangs stuck", "deadlocks, durations"},
		{"toxiproxy latency-injection", "proxies, weather"},
	}
}

// wordsOfTesters are those of pytest, hurl and others that run tests.
func wordsOfTesters() []meaning {
	return []meaning{
		{"parametrize parametrise parameterize parameterized data-driven table-driven", "scenario.matrix"},
		{"variables-file variable-file data-file iteration iterations csv", "scenario.matrix, scenario.include, --var"},
		{"fixture fixtures conftest before before-all before-each suite-setup test-setup pre-request", "scenario.setup, scenario.include, processes"},
		{"after-all after-each suite-teardown test-teardown cleanup clean-up finalizer", "scenario.teardown, processes.stop"},
		{"skipif skip-if", "scenario.skip_unless, scenario.skip"},
		{"xfail expected-failure", "steps.fails, expect.error"},
		{"mark marks marker markers label labels -m", "scenario.tags, choosing, --tags"},
		{"exclude deselect", "choosing, --skip-tags"},
		{"-k -t filter grep select-tests name-filter", "choosing, --run"},
		{"-x exitfirst maxfail bail stop-on-failure", "repeating, --fail-fast"},
		{"-n xdist workers parallel parallelism concurrency threads-count numprocesses", "--jobs, scenario.serial, clients.count"},
		{"random random-order random-ordering randomize", "repeating, --shuffle, --seed"},
		{"collect-only collect dry-run", "sockrun list, sockrun check"},
		{"reproduce reproducible deterministic determinism replay", "exploring, worlds, --seed"},
		{"fake-clock virtual-clock freeze-time mock-time", "worlds, simulation, time"},
		{"override set-variable parameter parameters param", "--var, scenario.vars"},
		{"test tests test-case testcase", "scenario, choosing"},
		{"lua-scenario lua-scenarios lua-test lua-tests _test.lua *_test.lua", "scenario, lua"},
		{"server-under-test under-test sut start-server launch spawn", "processes, processes.ready"},
		{"binary binary-data raw-bytes", "values.hex, values.struct, headers"},
		{"no-color nocolor colour colours", "--color"},
		{"lint validate validation", "sockrun check"},
		{"-s nocapture capsys capfd capture-output show-output very-verbose vv", "report, --verbose, --trace"},
		{"approx almost-equal assertalmostequal close-to", "expect.near"},
		{"raises assertraises throws", "expect.error, steps.fails"},
		{"assert assertion assertions asserts predicate predicates assertequal assert_equal should", "steps.expect, steps.check, expect, verify"},
		{"capture captures extract save-value", "steps.recv, steps.as"},
		{"jsonpath json-path jq", "matchers.json, json.loads"},
		{"snapshot golden", "matchers.file, expect.equal"},
		{"readiness readiness-probe health-check healthcheck wait-for-port wait-for-it wait-until-ready", "processes.ready"},
		{"retry-connect retry-connection connect-retry", "expect.eventually, processes.ready"},
		{"poll polling wait-for wait-until eventually", "expect.eventually, steps.repeat, durations"},
		{"mock mocks stub fake", "servers, servers.connections"},
		{"depends depends-on dependency dependencies", "clients.after, processes.ready"},
		{"load-test stress crowd", "clients.count"},
		{"keyword keywords user-keyword macro", "scenario.sequences, steps.run, scenario.include"},
		{"soft-assert soft-assertion continue-on-failure check-all", "verify"},
		{"wildcard ignore-field any-value partial-match", "matchers.fields, matchers.lua, matchers.struct"},
		{"secret secrets password token", "os.getenv, --allow-env, --var"},
		{"loop loops for while foreach", "steps.repeat, scenario.matrix"},
		{"if else conditional", "steps.when, steps.check"},
		{"background foreground daemon daemonize service docker container", "programs, processes, safety"},
		{"restart restarts restarted kill killed stop-server reconnect pid pidfile", "programs, stop.signal, processes.after"},
		{"config configuration config-file configuration-file conf", "programs, processes.stdin"},
		{"env environment env-var environ dotenv", "processes.env, os.getenv, --allow-env"},
		{"tmp tmpdir tmp_path tempfile temp temporary", "scope, safety, artifacts"},
		{"debug debugging debugger breakpoint pdb", "transcript, --trace, --verbose, log"},
		{"exit-code exitcode returncode status-code", "exit-status, processes.exit"},
		{"interrupt interrupted ctrl-c sigint sigterm signal signals", "exit-status, stop.signal, scenario.teardown"},
		{"last-failed lastfailed failed-first lf ff", "choosing, exploring"},
		{"shared global globals state", "actors, scope"},
		{"import module modules library", "lua, require"},
	}
}

// wordsOfNetworkers are those of Python's modules, curl, netcat, tcpdump and
// scapy.
func wordsOfNetworkers() []meaning {
	return []meaning{
		{"gaierror herror dns resolve resolver lookup name-resolution", "socket.getaddrinfo, EAI_NONAME, safety, nesting"},
		{"epoll poll selectors kqueue", "select"},
		{"thread threads threading asyncio async await goroutine", "task, actors, socketserver"},
		{"getpeercert selected_alpn_protocol peercert cipher", "tls.info"},
		{"xor ^ bitwise bit-operations bitmask", "bit.bxor, bit"},
		{"lock mutex semaphore queue event condition", "task.channel, barrier"},
		{"stdin stdout stderr standard-output printed console", "sockrun run, print, io, subprocess.run, ready.log, processes.stdin, report, --verbose"},
		{"popen subprocess.popen communicate check_output check_call", "subprocess.run, processes"},
		{"argv sys.argv argparse arguments", "sockrun run"},
		{"ssl sslcontext wrap_socket ssl.wrap_socket openssl https", "tls, addresses"},
		{"-k insecure no-verify cert_none", "tls.verify, tls.ca"},
		{"mtls mutual-tls client-certificate", "tls.client_cert, tls.cert"},
		{"connection-refused", "ECONNREFUSED"},
		{"connection-reset connection-reset-by-peer", "ECONNRESET"},
		{"broken-pipe", "EPIPE"},
		{"timed-out connection-timed-out", "ETIMEDOUT, durations"},
		{"address-already-in-use address-in-use", "EADDRINUSE, processes.ports"},
		{"permission-denied operation-not-permitted not-allowed", "EPERM, EACCES, safety"},
		{"unused-port free-port random-port ephemeral-port", "servers.listen, processes.ports, addresses"},
		{"icmp ping raw-socket", "socket.socket, safety"},
		{"newline newlines crlf line-end", "matchers.line, socket.recv_line, frames.delimiter"},
		{"cacert ca-bundle truststore", "tls.ca, certs"},
		{"connect-timeout max-time setdefaulttimeout", "durations, socket.settimeout, steps.timeout, --timeout"},
		{"from_bytes to_bytes int.from_bytes int.to_bytes", "struct, formats, int64"},
		{"logging logger log-level loglevel", "log"},
		{"datetime timestamp clock", "time, worlds"},
		{"randint random.seed random.randint", "math.random, --seed"},
		{"unicode encoding charset utf-8 utf8", "codec, yaml"},
		{"big-int bigint uint64 long", "integers, int64"},
		{"keepalive keep-alive nodelay reuseaddr socket-option", "socket.setsockopt"},
		{"linger so_linger", "socket.reset, socket.setsockopt, steps.reset"},
		{"fragment fragments fragmentation segment segments mtu mss", "streams, chop, steps.chunk, weather"},
		{"drop-packets packet-drop out-of-order", "datagrams, weather, network.loss"},
		{"tftp another-port other-port unconnected", "datagrams, socket.recvfrom"},
		{"sr sr1 srp", "steps.send, steps.expect, datagrams"},
		{"display-filter bpf", "transcript, sockrun explain"},
		{"ipv6 ip6 inet6", "addresses"},
		{"heartbeat heartbeats", "clients.ignore"},
		{"nc netcat ncat telnet socat", "clients, servers, socket.create_connection, sockrun run"},
		{"http curl requests", "boundaries, steps.length, frames, clients.connect"},
		{"websocket", "steps.frame, nesting, boundaries"},
		{"content-length chunked chunked-encoding transfer-encoding", "boundaries, steps.length"},
		{"mqtt modbus coap radius ntp socks socks5 bgp asn.1 asn1", "headers, nesting, sockrun explain"},
		{"compression-pointer compression-pointers name-compression fixed-point fixedpoint", "nesting, frame.custom"},
		{"pcap tcpdump wireshark tshark sniff sniffer packet-capture", "transcript, --trace, sockrun explain, artifacts"},
		{"hexdump xxd", "hex.dump, --trace, sockrun explain"},
		{"packet packets layer dissect dissector parse scapy construct kaitai protobuf", "frame.header, headers, nesting, sockrun explain"},
		{"bytefield xbytefield shortfield xshortfield intfield xintfield byteenumfield shortenumfield bitfield flagsfield strfixedlenfield", "fields.type, fields.enum, fields.bits"},
		{"lenfield fieldlenfield", "fields.length_of, fields.length"},
		{"fuzz fuzzing mutation", "exploring, chop, fields"},
		{"delay delays lag slow-network bandwidth throttle throttling netem tc", "weather, proxies, network.latency"},
		{"mitm man-in-the-middle intercept", "proxies"},
	}
}

// meaning is all words that mean a topic.
func (t *Topic) meaning() string {
	var words []string
	for _, m := range meanings() {
		if slices.Contains(strings.Split(m.topics, ", "), t.Name) {
			words = append(words, m.words)
		}
	}
	return strings.Join(words, " ")
}

// classes are what a variable may hold that is called so in every scenario.
func classes(variable string) []string {
	switch variable {
	case "conn":
		return []string{"stream", "socket"}
	case "listener":
		return []string{"socket"}
	case "s":
		return []string{"scenario"}
	}
	return nil
}

// about are the topics that tell of what a query means beside those that it
// names: by other words, or in the plural.
func (r *Reference) about(query string) (topics []*Topic) {
	query = strings.TrimPrefix(strings.ToLower(query), "--")
	wanted := []string{query + "s"}
	if stem, ok := strings.CutSuffix(query, "y"); ok {
		wanted = append(wanted, stem+"ies")
	}
	if variable, name, ok := strings.Cut(query, "."); ok {
		for _, class := range classes(variable) {
			wanted = append(wanted, class+"."+name)
		}
	}
	for _, m := range meanings() {
		if slices.Contains(strings.Fields(m.words), query) {
			wanted = append(wanted, strings.Split(m.topics, ", ")...)
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
