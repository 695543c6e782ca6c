# CooRTweet on one workload: Rscript coortweet.R FOLDER REPORT ACCOUNTS
suppressPackageStartupMessages({
  library(CooRTweet)
  library(data.table)
  library(igraph)
})
arguments <- commandArgs(trailingOnly = TRUE)
now <- function() as.numeric(proc.time()["elapsed"])

start <- now()
events <- fread(file.path(arguments[1], "events.csv"))
read <- now()
# As the other programs, also accounts with a single post.
pairs <- detect_groups(events, time_window = 60, min_participation = 1)
network <- generate_coordinated_network(pairs)
edges <- as_data_frame(network, "edges")
edges <- edges[edges$weight >= 2, ]
done <- now()

writeLines(unique(c(edges$from, edges$to)), arguments[3])
writeLines(sprintf(
  '{"read": %f, "compile": 0, "answer": %f, "ties": %d, "version": "%s"}',
  read - start, done - read, nrow(edges), packageVersion("CooRTweet")
), arguments[2])
