"""Ad hoc SQL over published marts: judged by an allow-list, run in a process of its own (04-privacy 4.5)."""
