-- Counts what wrk itself does not tell: which release answered, how the first failures looked, and how many of them were
-- a 503 that says when to come again.
-- FIRST_ANSWER is a file that is made when the load has begun to flow.
-- PAUSE_MS leaves each connection idle (and open) between two requests; POST_BODY makes each request a POST.
local threads = {}
local pause = tonumber(os.getenv("PAUSE_MS") or "0")

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  started = false
  releases = ""
  samples = ""
  sampled = 0
  unavailable = 0
  counted = {}
  if os.getenv("POST_BODY") then
    wrk.method = "POST"
    wrk.body = os.getenv("POST_BODY")
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  end
end

function delay()
  return pause
end

function response(status, headers, body)
  if not started then
    started = true
    io.open(os.getenv("FIRST_ANSWER"), "w"):close()
  end
  local release = headers["X-Club-Release"] or "-"
  counted[release] = (counted[release] or 0) + 1
  local lines = {}
  for name, count in pairs(counted) do
    table.insert(lines, name .. "=" .. count)
  end
  releases = table.concat(lines, " ")
  if status == 503 and headers["Retry-After"] then
    unavailable = unavailable + 1
  elseif status > 399 and sampled < 5 then
    sampled = sampled + 1
    samples = samples .. os.date("%H:%M:%S") .. " " .. status .. " " .. body:sub(1, 120):gsub("%s+", " ") .. "\n"
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("lab requests %d\n", summary.requests))
  io.write(string.format("lab connect %d\nlab read %d\nlab write %d\nlab status %d\nlab timeout %d\n",
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
  io.write(string.format("lab p50 %d\nlab p99 %d\nlab max %d\n", latency:percentile(50), latency:percentile(99), latency.max))
  for _, thread in ipairs(threads) do
    io.write(string.format("lab unavailable %d\n", thread:get("unavailable") or 0))
    for name, count in (thread:get("releases") or ""):gmatch("(%S+)=(%d+)") do
      io.write("lab release " .. name .. " " .. count .. "\n")
    end
    for line in (thread:get("samples") or ""):gmatch("[^\n]+") do
      io.write("lab sample " .. line .. "\n")
    end
  end
end
