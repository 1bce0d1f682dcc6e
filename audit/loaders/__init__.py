"""One file per platform: records in, posts out. A loader knows no group and no metric."""
