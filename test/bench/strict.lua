-- wrk script of the warm-up: looks at the status and length of every single response. Arguments: expected body length.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  expected = tonumber(args[1])
  wrong = 0
end

function response(status, headers, body)
  if status ~= 200 or #body ~= expected then wrong = wrong + 1 end
end

function done(summary, latency, requests)
  local wrong = 0
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("wrong") end
  local errors = summary.errors
  io.write(string.format(
    'STRICT {"requests":%d,"wrong":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d}\n',
    summary.requests, wrong, errors.connect, errors.read, errors.write, errors.timeout))
end
