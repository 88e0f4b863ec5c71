-- Programs run by subprocess.run.

--- what a program prints and ends with
local r = subprocess.run({"sh", "-c", "cat; echo error >&2; exit 3"}, {input = "in"})
expect.equal(r, {code = 3, stdout = "in", stderr = "error\n"})
expect.equal(subprocess.run({"echo", "a b", "c"}).stdout, "a b c\n")
expect.equal(subprocess.run({"echo", 7, true, int64("18446744073709551615")}).stdout, "7 true 18446744073709551615\n")
expect.equal(subprocess.run({"sh", "-c", "echo $A $B"}, {env = {A = 7, B = false}}).stdout, "7 false\n")

--- a line for the shell
expect.equal(subprocess.run("echo $((1 + 2))", {shell = true}).stdout, "3\n")

--- folder and environment
local r = subprocess.run({"sh", "-c", "pwd; echo $A-$HOME_OF_NOBODY"}, {cwd = "/", env = {A = "x"}})
expect.equal(r.stdout, "/\nx-\n")

--- a signal
local r = subprocess.run({"sh", "-c", "kill -9 $$"})
expect.equal({r.code, r.signal}, {-1, "SIGKILL"})

--- a timeout
local before = time.monotonic()
expect.error(function() subprocess.run({"sleep", "60"}, {timeout = 0.05}) end, {code = "ETIMEDOUT", op = "run", address = "sleep"})
expect.error(function() subprocess.run({"sleep", "60"}, {timeout = 0.05}) end, "run sleep: it did not end in time, and was killed (ETIMEDOUT)")
expect.error(function() task.timeout(0.05, subprocess.run, {"sleep", "60"}) end, {code = "ETIMEDOUT"})
expect.between(time.monotonic() - before, 0.1, 30)

--- others run meanwhile
local t = task.spawn(subprocess.run, {"sh", "-c", "until [ -e go ]; do sleep 0.01; done"})
for _ = 1, 3 do
  task.sleep(0.005)
  expect.equal(t:status(), "running")
end
io.open("go", "w"):close()
expect.equal(t:join().code, 0)

--- a program that does not exist
subprocess.run({"no-such-program"}) --> ENOENT

--- wrong arguments
expect.error(function() subprocess.run("ls") end, "a string needs shell = true")
expect.error(function() subprocess.run({"ls"}, {shell = true}) end, "with shell = true command is a string")
expect.error(function() subprocess.run({}) end, "command is empty")
expect.error(function() subprocess.run({"ls"}, {inputs = "x"}) end, 'opts has no option "inputs"')
expect.error(function() subprocess.run({"ls"}, {input = 5}) end, "input must be a string, got 5")
expect.error(function() subprocess.run({"ls"}, {env = "x"}) end, "env must be a table")
expect.error(function() subprocess.run({"ls"}, {env = {A = {}}}) end, "env.A must be a string or a number, got a table")
expect.error(function() subprocess.run({"ls", {}}) end, "command[2] must be a string or a number, got a table")
for _, bad in ipairs{-1, 0/0, "1"} do expect.error(function() subprocess.run({"ls"}, {timeout = bad}) end, "timeout must be seconds, 0 or more") end
expect.error(function() subprocess.run() end, "command must be")
