"""What happens on its own: the timetable on one page, the jobs, and the one process that works them."""
