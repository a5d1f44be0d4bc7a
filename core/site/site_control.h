// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/http_answer.h"
#include "core/site/http_request.h"

#include <QByteArrayView>
#include <QJsonObject>
#include <QStringView>

namespace lanescope::site {

class RequestLog;
class SiteCounters;
class SiteSettings;

/// The commands that steer a running site, the same over HTTP (`/_lanescope/…`) and as lines of text.
///
/// Every answer is one JSON object with "schema" and "ok"; a refused command says why in "error".
/// Threads: belongs to the site's thread. Lifetime: settings, counters and log must outlive it.
class SiteControl {
public:
    SiteControl(SiteSettings& settings, SiteCounters& counters, const RequestLog& log)
        : m_settings(settings)
        , m_counters(counters)
        , m_log(log)
    {
    }

    /// True when the path is one of the control's own, which no counter counts.
    [[nodiscard]] static bool owns(QByteArrayView path);

    /// Answers GET counters, GET or POST mark, GET or POST set?NAME=VALUE&…, GET settings, GET log.
    [[nodiscard]] HttpAnswer answer(const HttpRequest& request, bool fromLoopback);

    /// Answers one line: `counters`, `mark`, `settings`, `log` or `set NAME VALUE`.
    [[nodiscard]] QJsonObject execute(QStringView line);

private:
    [[nodiscard]] QJsonObject counters() const;
    [[nodiscard]] QJsonObject mark();
    [[nodiscard]] QJsonObject settings() const;
    [[nodiscard]] QJsonObject log() const;
    [[nodiscard]] QJsonObject set(const QList<std::pair<QString, QString>>& changes);

    SiteSettings& m_settings;
    SiteCounters& m_counters;
    const RequestLog& m_log;
};

} // namespace lanescope::site
