-- What wrk sends: requests from the file that BENCH_REQUESTS names, raw and separated by NUL, picked at random. A byte \1
-- in one of them is replaced by 12 digits that no other request of the run has.
-- Runs once, for all threads; what it sets is global in a thread's own state.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local function pieces(request)
  if not request:find("\1", 1, true) then return request end
  local parts = {}
  for part in (request .. "\1"):gmatch("([^\1]*)\1") do parts[#parts + 1] = part end
  return parts
end

function init()
  local file = assert(io.open(os.getenv("BENCH_REQUESTS"), "rb"))
  requests = {}
  for request in file:read("*a"):gmatch("([^%z]+)") do requests[#requests + 1] = pieces(request) end
  file:close()
  math.randomseed(os.time() * 7 + number)
  count = (os.time() % 100000) * 1000000
end

function request()
  local picked = requests[math.random(#requests)]
  if type(picked) == "string" then return picked end
  count = count + 1
  return table.concat(picked, string.format("%d%011d", number, count))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'BENCH {"requests":%d,"microseconds":%d,"bytes":%d,"errors":%d,"p50":%d,"p99":%d,"max":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
