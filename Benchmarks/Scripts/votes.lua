-- wrk: each request casts another vote. Arguments: the file of voters (unit, tab, token per line), path, number of items.
-- Each of the two threads has voters of its own; a voter votes on all items before the next one does.

local made = 0

function setup(thread)
   thread:set("id", made)
   made = made + 1
end

function init(args)
   local voters = {}
   local number = 0
   for line in io.lines(args[1]) do
      if number % 2 == id then
         local unit, token = line:match("^(.-)\t(.+)$")
         voters[#voters + 1] = { unit = unit, token = token }
      end
      number = number + 1
   end
   local path, items = args[2], tonumber(args[3])
   local voter, item, tail = 0, items, ""
   -- What one voter's requests begin with, by the number of digits of the item: put together once, since the load takes its
   -- part of the processors.
   local beginnings = {}
   local function begin(who)
      tail = '","unit":"' .. who.unit .. '"}'
      for digits = 1, #tostring(items) do
         local body = '{"choice":"for","item":"'
         beginnings[digits] = "POST " .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " .. who.token
            .. "\r\nContent-Type: application/json\r\nContent-Length: " .. #body + digits + #tail .. "\r\n\r\n" .. body
      end
   end
   local names = {}
   for number = 1, items do names[number] = tostring(number) end
   request = function()
      item = item + 1
      if item > items then
         item = 1
         voter = voter + 1
         -- When all have voted, votes are repeated and refused, which the count of refusals shows.
         begin(voters[(voter - 1) % #voters + 1])
      end
      local name = names[item]
      return beginnings[#name] .. name .. tail
   end
end

function done(summary, latency, requests)
   io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.errors.status,
      summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
      summary.duration, latency:percentile(50), latency:percentile(99)))
end
