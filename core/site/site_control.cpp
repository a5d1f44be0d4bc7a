// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/site_control.h"

#include "core/site/request_log.h"
#include "core/site/site_counters.h"
#include "core/site/site_settings.h"

#include <QJsonDocument>
#include <QUrlQuery>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kPrefix = "/_lanescope/";

QJsonObject done()
{
    return {{u"schema"_s, 1}, {u"ok"_s, true}};
}

QJsonObject refused(const QString& why)
{
    return {{u"schema"_s, 1}, {u"ok"_s, false}, {u"error"_s, why}};
}

HttpAnswer jsonAnswer(int status, const QJsonObject& json)
{
    HttpAnswer answer;
    answer.status = status;
    answer.contentType = "application/json"_qba;
    answer.body = QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
    return answer;
}

} // namespace

bool SiteControl::owns(QByteArrayView path)
{
    return path.startsWith(kPrefix);
}

HttpAnswer SiteControl::answer(const HttpRequest& request, bool fromLoopback)
{
    if (!fromLoopback) {
        return jsonAnswer(403, refused(u"The site is steered from this machine only."_s));
    }
    const QByteArrayView command = QByteArrayView(request.path).sliced(kPrefix.size());
    if (command == "counters") {
        return jsonAnswer(200, counters());
    }
    if (command == "settings") {
        return jsonAnswer(200, settings());
    }
    if (command == "log") {
        return jsonAnswer(200, log());
    }
    if (command == "mark") {
        return jsonAnswer(200, mark());
    }
    if (command == "set") {
        const QUrlQuery query(QString::fromUtf8(request.query));
        const QJsonObject result = set(query.queryItems(QUrl::FullyDecoded));
        return jsonAnswer(result.value("ok"_L1).toBool() ? 200 : 400, result);
    }
    return jsonAnswer(404, refused(u"There is no such command; there are counters, mark, set, settings and log."_s));
}

QJsonObject SiteControl::execute(QStringView line)
{
    const QList<QStringView> words = line.trimmed().split(u' ', Qt::SkipEmptyParts);
    if (words.size() == 3 && words[0] == "set"_L1) {
        return set({{words[1].toString(), words[2].toString()}});
    }
    if (words.size() == 1 && words[0] == "counters"_L1) {
        return counters();
    }
    if (words.size() == 1 && words[0] == "mark"_L1) {
        return mark();
    }
    if (words.size() == 1 && words[0] == "settings"_L1) {
        return settings();
    }
    if (words.size() == 1 && words[0] == "log"_L1) {
        return log();
    }
    return refused(u"There is no such command; there are set NAME VALUE, counters, mark, settings, log and quit."_s);
}

QJsonObject SiteControl::counters() const
{
    QJsonObject json = m_counters.toJson();
    json.insert(u"ok"_s, true);
    return json;
}

QJsonObject SiteControl::mark()
{
    m_counters.mark();
    return done();
}

QJsonObject SiteControl::settings() const
{
    QJsonObject json = done();
    json.insert(u"settings"_s, m_settings.toJson());
    return json;
}

QJsonObject SiteControl::log() const
{
    QJsonObject json = done();
    json.insert(u"requests"_s, m_log.toJson());
    return json;
}

QJsonObject SiteControl::set(const QList<std::pair<QString, QString>>& changes)
{
    if (changes.isEmpty()) {
        return refused(u"Nothing to set; give a knob and its value, such as latency_ms=50."_s);
    }
    // All or nothing: one bad value must not leave half of the others behind.
    for (const auto& [name, value] : changes) {
        if (const auto error = m_settings.check(name, value)) {
            return refused(*error);
        }
    }
    for (const auto& [name, value] : changes) {
        [[maybe_unused]] const auto error = m_settings.set(name, value);
    }
    return settings();
}

} // namespace lanescope::site
