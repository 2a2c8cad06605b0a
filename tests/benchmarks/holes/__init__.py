"""The same attacks on `make run` and on production behind nginx: answer, time, memory."""
