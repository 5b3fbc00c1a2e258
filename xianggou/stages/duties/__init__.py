"""The township's duty list, strict admission, and the posts that do the work today (事权清单与准入、岗位)."""
