// A page says by which day the next release is due; once that day has gone by, the line is shown in red.
for (const line of document.querySelectorAll('[data-due]')) {
  if (new Date().toISOString().slice(0, 10) > line.dataset.due) line.classList.add('late');
}
