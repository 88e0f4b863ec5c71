-- Programs run by subprocess.run.

--- what a program prints and ends with
local r = subprocess.run({"sh", "-c", "cat; echo error >&2; exit 3"}, {input = "in"})
expect.equal(r, {code = 3, stdout = "in", stderr = "error\n"})
expect.equal(subprocess.run({"echo", "a b", "c"}).stdout, "a b c\n")

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
expect.error(function() subprocess.run() end, "command must be")
