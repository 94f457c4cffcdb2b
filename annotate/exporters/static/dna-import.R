# Hands the papers and statements of this folder to the Discourse Network Analyzer, by its R package rDNA (version 3).
#
#   Rscript dna-import.R DATABASE.dna CODER PASSWORD comparison.dna.csv
#
# DATABASE.dna: made before with the analyzer, with its usual statement type (person, organization, concept, agreement).
# CODER: the number of a coder in it. Keep a copy of the database: what is added is not taken out again by this script.

given <- commandArgs(trailingOnly = TRUE)
if (length(given) != 4) stop("Give: DATABASE.dna CODER PASSWORD STATEMENTS.dna.csv")
coder <- as.integer(given[2])

read <- function(name) {
  read.csv(name, colClasses = "character", check.names = FALSE, na.strings = character(), encoding = "UTF-8")
}
papers <- read(file.path(dirname(given[4]), "dna-documents.csv"))
statements <- read(given[4])

undated <- papers$date_time == ""
if (any(undated)) {
  stop("Fill in date_time in dna-documents.csv, as in 2024-05-01 00:00:00, for: ",
       paste(papers$title[undated], collapse = "; "))
}

library(rDNA)
dna_init()
if (!dna_openDatabase(given[1], coderId = coder, coderPassword = given[3])) stop("The database was not opened.")

ids <- dna_addDocuments(
  coder_id = coder, title = papers$title, text = papers$text, author = papers$author, source = papers$source,
  section = papers$section, type = papers$type, notes = papers$notes,
  date_time = as.POSIXct(papers$date_time, tz = "UTC")
)
for (i in seq_len(nrow(statements))) {
  s <- statements[i, ]
  dna_addStatement(
    documentID = ids[match(s$document_id, papers$ID)], startCaret = as.integer(s$start), endCaret = as.integer(s$stop),
    statementType = "DNA Statement", coder = coder, person = s$person, organization = s$organization,
    concept = s$concept, agreement = as.integer(s$agreement)
  )
}
message(length(ids), " papers and ", nrow(statements), " statements were added to ", given[1])
dna_closeDatabase()
