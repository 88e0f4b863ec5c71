function handler(conn)
  conn:close()
end
