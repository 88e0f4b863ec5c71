package luaapi_test

import (
	"strings"
	"testing"

	"sockrun/luaapi"
)

// TestExpectTexts holds what failed assertions say, word for word.
func TestExpectTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, want string }{
		{`expect.equal(1, 2)`, `the values differ
expected  2
received  1`},
		{`expect.equal("PONG", "PING")`, `the values differ
expected  "PING"
received  "PONG"
            ^`},
		{`expect.equal("\xca\xfe\0\1", "\xca\xfe\1\1")`, `the values differ
          offset  0  1  2  3
expected    0000 ca fe 01 01
received    0000 ca fe 00 01
                       ^^`},
		{`expect.equal({a = {b = {1, 2}}}, {a = {b = {1, 3}}})`, `the values differ at a.b[2]
expected  3
received  2`},
		{`expect.equal({a = 1}, {a = 1, b = 2})`, `the values differ at b
expected  2
received  nothing`},
		{`expect.equal({a = 1, b = 2}, {a = 1})`, `the values differ at b
expected  nothing
received  2`},
		{`expect.equal({["not a name"] = 1}, {})`, `the values differ at not a name
expected  nothing
received  1`},
		{`expect.equal({[{}] = 1}, {})`, `the values differ at [{}]
expected  nothing
received  1`},
		{`expect.equal("1", 1)`, `the values differ
expected  1
received  "1"`},
		{`expect.equal(1, nil)`, `the values differ
expected  nil
received  1`},
		{`expect.equal({}, print)`, `the values differ
expected  a function
received  {}`},
		{`expect.equal({coroutine.create(print)}, 1)`, `the values differ
expected  1
received  {a thread}`},
		{`expect.equal(coroutine.create(print), coroutine.create(print))`, `the values differ
expected  a thread
received  a thread (another one)
                  ^`},
		{`expect.equal(0.1 + 0.2, 0.3)`, `the values differ
expected  0.3
received  0.30000000000000004`},
		{`expect.equal(1764400000.123, 1234567.5)`, `the values differ
expected  1234567.5
received  1764400000.123`},
		{`expect.equal(0.00001, 1e-6)`, `the values differ
expected  1e-06
received  0.00001`},
		{`expect.equal(0.1 + 0.2, expect.range(0, 0.3))`, `the values differ
expected  a number from 0 to 0.3
received  0.30000000000000004`},
		{`expect.equal(0.1, 0.2)`, `the values differ
expected  0.2
received  0.1`},
		{`expect.equal(1, 2, "the counter")`, `the counter: the values differ
expected  2
received  1`},
		{`expect.equal(0/0, 0/0)`, `the values differ
expected  nan
received  nan
hint: NaN equals nothing, not even itself: write expect.truthy(x ~= x) for x that is to be NaN`},
		{`expect.equal({a = 0/0, b = 1}, {a = 0/0, b = 2})`, `the values differ in 2 places
a  expected nan  received nan
b  expected 2    received 1
hint: NaN equals nothing, not even itself: write expect.truthy(x ~= x) for x that is to be NaN`},
		{`expect.equal(1)`, `expect.equal: expected must be a value, got nothing`},
		{`expect.equal(int64("9007199254740993"), 9007199254740992)`, `the values differ
expected  9007199254740992 (number)
received  9007199254740993 (int64)
                         ^`},
		{`expect.not_equal({1}, {1})`, `both are {1}`},
		{`expect.truthy(nil)`, `expected something truthy, received nil`},
		{`expect.truthy(false, "ready")`, `ready: expected something truthy, received false`},
		{`expect.falsy(0)`, `expected nil or false, received 0`},
		{`expect.match("hello", "^x")`, `the pattern "^x" is not found in "hello"`},
		{`expect.contains("hello", "x")`, `"x" is not in "hello"`},
		{`expect.contains({1, {2}}, 2)`, `2 is not an element of {1, {2}}`},
		{`expect.contains(5, 2)`, `expect.contains: container must be a string or table, got 5`},
		{`expect.near(1, 2, 0.5)`, `1 is not within 0.5 of 2`},
		{`expect.between(5, 1, 4)`, `5 is not between 1 and 4`},
		{`expect.fields({a = 1, b = 2}, {b = 3})`, `the values differ at b
expected  3
received  2`},
		{`expect.equal({n = 5}, {n = expect.range(1, 4)})`, `the values differ at n
expected  a number from 1 to 4
received  5`},
		{`expect.equal("abc", expect.bytes(4))`, `the values differ
expected  a string of 4 bytes
received  "abc"`},
		{`expect.equal("abc", expect.matching("^b"))`, `the values differ
expected  text that matches "^b"
received  "abc"`},
		{`expect.equal({}, {expect.any})`, `the values differ at [1]
expected  anything
received  nothing`},
		{`expect.error(function() end)`, `expected an error, but the function returned`},
		{`expect.error(function() end, nil, "closing")`, `closing: expected an error, but the function returned`},
		{`expect.error(function() error("boom") end, "bang")`, `expected an error with "bang" in it, got: test.lua:1: boom`},
		{`expect.error(function() error("boom") end, {code = "EOF"})`, `expected an error with code "EOF", got one without: test.lua:1: boom`},
		{`expect.error(function() socket.socket():recv(1) end, {code = "EOF"})`, `expected an error with code "EOF", got "ENOTCONN": test.lua:1: recv an unbound socket: transport endpoint is not connected (ENOTCONN)`},
		{`expect.error(function() error({code = "EPIPE"}) end, {code = "EOF"})`, `expected an error with code "EOF", got "EPIPE": {code = "EPIPE"}`},
		{`expect.error(function() error({}) end, "bang")`, `expected an error with "bang" in it, got: {}`},
		{`expect.no_error(function() error("boom") end)`, `expected no error, got: test.lua:1: boom`},
		{`expect.eventually(function() return false end, {within = 0.01})`, `it did not become truthy within 10ms`},
		{`local t = {} t[t] = 1 expect.equal(t, 2)`, `the values differ
expected  2
received  {[{[{[{[{[{…}] = 1}] = 1}] = 1}] = 1}] = 1}
          ^`},
		{`expect.eventually(function() end, {withn = 1})`, `expect.eventually: opts has no option "withn" (it has within, every)`},
		{`expect.eventually(function() return false end, {within = "1s"})`, `expect.eventually: within must be seconds, 0 or more, got string "1s"`},
		{`expect.eventually(function() return false end, {within = 0.01, every = -1})`, `expect.eventually: every must be seconds, 0 or more, got -1`},
	} {
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			e := asError(t, runScript(t, setup{code: c.code}))
			got := strings.Join(append([]string{e.Message}, e.Detail...), "\n")
			if got != c.want || e.Line != 1 {
				t.Errorf("line %d, text\n%s\nwant\n%s", e.Line, got, c.want)
			}
		})
	}
}

// TestVerifyRecords requires that verify goes on, keeps every failure with its
// place, and that scripts cannot catch it.
func TestVerifyRecords(t *testing.T) {
	t.Parallel()
	out, err := run(t, "verify.equal(1, 2)\npcall(verify.equal, 'a', 'b', 'letters')\nverify.equal(1, 1)\ncoroutine.wrap(function() verify.truthy(nil) end)()\nverify.error(function() end)\nprint('end')")
	if out != "end\n" {
		t.Errorf("printed %q", out)
	}
	list, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("ended with %v", err)
	}
	want := []string{"test.lua:1: the values differ", "test.lua:2: letters: the values differ", "test.lua:4: expected something truthy, received nil", "test.lua:5: expected an error, but the function returned"}
	for i, err := range list.Unwrap() {
		if e := asError(t, err); e.Kind != luaapi.Assertion || i >= len(want) || e.Error() != want[i] {
			t.Errorf("failure %d is %q", i, err)
		}
	}
	if len(list.Unwrap()) != len(want) {
		t.Errorf("%d failures, want %d", len(list.Unwrap()), len(want))
	}
}

// TestStopIsNoExpectedError requires that the end of a scenario does not
// satisfy expect.error.
func TestStopIsNoExpectedError(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		`expect.error(function() while true do end end)`,
		`expect.error(function() while true do end end, "deadline")`,
		`expect.no_error(function() while true do end end)`,
		`pcall(expect.error, function() while true do end end) error("went on")`,
	} {
		err := runScript(t, setup{code: code, timeout: 50_000_000})
		if e := asError(t, err); e.Kind != luaapi.Stopped {
			t.Errorf("%s ended with %v", code, err)
		}
	}
}

// TestComparisonsWithoutGlobals: what the steps of a scenario compare does not
// depend on what its scripts have made of the name expect.
func TestComparisonsWithoutGlobals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	defer w.Close(patience)
	err := newVM(t, w, setup{}).Do("main", func(task *luaapi.Task) error {
		if _, err := task.Run(compile(t, "", "expect = 5")); err != nil {
			return err
		}
		one, other := task.Value(luaapi.Map{{Key: "a", Value: 1}}), task.Value(luaapi.Map{{Key: "a", Value: 2}})
		for name, compare := range map[string]func(received, expected luaapi.Value) error{"Equal": task.Equal, "Fields": task.Fields} {
			if err := compare(one, one); err != nil {
				t.Errorf("%s of equal values: %v", name, err)
			}
			if e := asError(t, compare(one, other)); e.Kind != luaapi.Assertion {
				t.Errorf("%s of different values: %v", name, e)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
