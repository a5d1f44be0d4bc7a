// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/wire/downloader.h"
#include "tests/core/crawl/loopback_server.h"

#include <QTest>

/// What tests of the downloader do again and again.
namespace downloader_steps {

using namespace lanescope::crawl;
using Exchange = LoopbackServer::Exchange;

/// A downloader with everything it reported.
struct Fixture {
    Fixture()
    {
        QObject::connect(&downloader, &Downloader::finished, &downloader,
                         [this](const Response& response) { responses.push_back(response); });
    }
    void start(const Url& url) { downloader.start({.id = ++lastId, .slot = {}, .tag = {}, .url = url}, settings); }
    Response fetch(const Url& url)
    {
        start(url);
        const std::size_t before = responses.size();
        if (!QTest::qWaitFor([&] { return responses.size() > before; }, 20'000))
            return {};
        return responses.back();
    }

    Settings settings;
    std::vector<Response> responses;
    std::uint32_t lastId = 0;
    Downloader downloader; // last: it goes first
};

inline void hold(LoopbackServer& server, Exchange exchange)
{
    server.held.push_back(std::move(exchange));
}

} // namespace downloader_steps
