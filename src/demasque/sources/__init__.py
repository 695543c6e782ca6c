"""What did the platform's export say? The door of this room.

To add a format, write one file that defines a :class:`Source` and name it in
``registry.py``. This room never learns what a case is: it says what an export file says.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.sources.documented_formats import formats_table
    from demasque.sources.fields import FIELDS, Field
    from demasque.sources.folders.folder_listing import (
        FolderListing,
        MediaRow,
        RejectedMediaRow,
        may_sound,
    )
    from demasque.sources.folders.named_by_post import BY_NAME
    from demasque.sources.folders.reading_folders import FolderReading, layouts_table, read_folder
    from demasque.sources.folders.unpacking import Unpacked, is_zip_of_files, unpack, unpack_member
    from demasque.sources.folders.yt_dlp_folder import gather_infos, info_row
    from demasque.sources.format_choice import check_asked, choose_source, source_of_evidence
    from demasque.sources.formats.platforms.mastodon import status_name
    from demasque.sources.formats.tables.kept_extract import extract_line
    from demasque.sources.formats.tables.table_parts import PartsReader
    from demasque.sources.mapping.builder import Builder
    from demasque.sources.mapping.flat import Plan, read_flat
    from demasque.sources.mapping.flat_parts import LINK_ID
    from demasque.sources.mapping.html_text import words_and_links
    from demasque.sources.mapping.post_addresses import NamedPost, post_of_address
    from demasque.sources.mapping.timestamps.times import ROWS_TO_JUDGE, parse_time
    from demasque.sources.readers.input_file import InputFile
    from demasque.sources.recognition import take_sample
    from demasque.sources.registry import SOURCES
    from demasque.sources.rejection_reasons import rejection_advice
    from demasque.sources.source import Batch, Reading, Sample, Source
    from demasque.sources.unread import UNREAD
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "BY_NAME",
    "FIELDS",
    "LINK_ID",
    "ROWS_TO_JUDGE",
    "SOURCES",
    "UNREAD",
    "Batch",
    "Builder",
    "Field",
    "FolderListing",
    "FolderReading",
    "InputFile",
    "MediaRow",
    "NamedPost",
    "PartsReader",
    "Plan",
    "Reading",
    "RejectedMediaRow",
    "Sample",
    "Source",
    "Unpacked",
    "check_asked",
    "choose_source",
    "extract_line",
    "formats_table",
    "gather_infos",
    "info_row",
    "is_zip_of_files",
    "layouts_table",
    "may_sound",
    "parse_time",
    "post_of_address",
    "read_flat",
    "read_folder",
    "rejection_advice",
    "source_of_evidence",
    "status_name",
    "take_sample",
    "unpack",
    "unpack_member",
    "words_and_links",
]
