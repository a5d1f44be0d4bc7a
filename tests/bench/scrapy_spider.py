# SPDX-License-Identifier: GPL-3.0-or-later
"""What Scrapy does in crawl_ratio.py: follows every link and keeps nothing."""
import scrapy


class FollowEverything(scrapy.Spider):
    name = "follow-everything"

    def __init__(self, urls="", **arguments):
        super().__init__(**arguments)
        self.start_urls = urls.split(",")

    def parse(self, response):
        for href in response.css("a::attr(href)"):
            yield response.follow(href, callback=self.parse)
