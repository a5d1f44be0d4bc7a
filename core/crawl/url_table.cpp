// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url_table.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>

namespace lanescope::crawl {

namespace {

constexpr auto kHead = "url,outcome,reason,times,status,bytes,depth,redirects,retries,waited_ms,waited_for,dns_ms,"
                       "connect_ms,first_byte_ms,body_ms,took_ms,content_type,note\r\n";

/// What comes from a server may hold anything, and a spreadsheet takes "=…" for a formula.
QByteArray quoted(QByteArray text)
{
    if (!text.isEmpty() && QByteArray("=+-@\t\r").contains(text.front()))
        text.prepend('\'');
    if (!text.contains(',') && !text.contains('"') && !text.contains('\n') && !text.contains('\r'))
        return text;
    return '"' + text.replace('"', "\"\"") + '"';
}

QString tr(const char* text)
{
    return QCoreApplication::translate("UrlTable", text);
}

/// Of what has no row of its own.
QString noteOf(FilterReason reason)
{
    switch (reason) {
    case FilterReason::Duplicate:
        return tr("found again after their first time");
    case FilterReason::Scheme:
        return tr("links to neither http nor https, such as mailto:");
    case FilterReason::Invalid:
        return tr("links that are no URL");
    case FilterReason::TooLong:
        return tr("links of more than %1 characters").arg(Url::kMaxLength);
    default:
        return tr("found again, or beyond the first %1 filtered URLs");
    }
}

/// Of what was tried and is not tried again, or not yet.
QString noteOf(const RequestTag& tag)
{
    return tag.retries > 0 ? tr("its last try: %1").arg(QString::fromLatin1(outcomeWord(tag.lastTry.outcome)))
                           : QString();
}

QByteArray statusOf(const LastTry& last)
{
    return last.status > 0 ? QByteArray::number(last.status) : QByteArray();
}

QByteArray milliseconds(std::int64_t ns)
{
    return QByteArray::number(static_cast<double>(ns) * 1e-6, 'f', 3);
}

} // namespace

Status UrlTable::open(const QString& path)
{
    const std::lock_guard lock(m_mutex);
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return Error{"The URL table '" + path.toStdString() +
                     "' cannot be written: " + m_file.errorString().toStdString() + ". Choose another file."};
    m_file.write(kHead);
    return Done{};
}

void UrlTable::write(const QList<QByteArray>& cells)
{
    m_file.write(cells.join(',') + "\r\n");
}

void UrlTable::add(const Response& response)
{
    const std::lock_guard lock(m_mutex);
    const Request& request = response.request;
    const GateTimes& waited = request.waited;
    // What never was on the wire is what a robots.txt forbids.
    const bool isForbidden = response.outcome == trace::RequestOutcome::Filtered;
    m_rows[static_cast<std::size_t>(FilterReason::Robots)] += isForbidden ? 1 : 0;
    QList<QByteArray> cells{quoted(request.url.text()),
                            outcomeWord(response),
                            isForbidden ? filterWord(FilterReason::Robots) : "",
                            "1",
                            QByteArray::number(response.status),
                            QByteArray::number(response.received()),
                            QByteArray::number(request.tag.depth),
                            QByteArray::number(request.tag.redirects),
                            QByteArray::number(request.tag.retries),
                            milliseconds(waited.totalNs()),
                            waited.totalNs() > 0 ? gateWord(waited.longest()) : ""};
    for (const WirePhase& each : wirePhases(response))
        cells += milliseconds(m_clock.durationNs(each.to - each.from));
    cells += milliseconds(response.finishedNs - response.startedNs);
    cells += quoted(response.contentType);
    cells += quoted(response.error.toUtf8());
    write(cells);
}

void UrlTable::add(const UnaskedUrl& url)
{
    const std::lock_guard lock(m_mutex);
    const trace::Ticks now = trace::readClock();
    const QList<QByteArray> tag{statusOf(url.tag.lastTry), "", QByteArray::number(url.tag.depth),
                                QByteArray::number(url.tag.redirects), QByteArray::number(url.tag.retries)};
    const QList<QByteArray> notSent = QList<QByteArray>(6, QByteArray()) << quoted(noteOf(url.tag).toUtf8());
    if (!url.filtered) {
        const QByteArray waited = milliseconds(m_clock.durationNs(now - std::min(url.tag.discovered, now)));
        const QByteArray gate = url.gate == RequestGate::None ? "" : gateWord(url.gate);
        return write(QList<QByteArray>{quoted(url.url.text()), "pending", "", "1"} + tag +
                     QList<QByteArray>{waited, gate} + notSent);
    }
    const auto reason = static_cast<std::size_t>(*url.filtered);
    // Turned, so that a URL may have a row for each reason.
    const std::uint64_t key = std::rotl(url.url.fingerprint(), static_cast<int>(reason) * 8);
    if (m_filtered.size() >= m_mostFiltered || !m_filtered.insert(key))
        return;
    ++m_rows[reason];
    write(QList<QByteArray>{quoted(url.url.text()), "filtered", filterWord(*url.filtered), "1"} + tag +
          QList<QByteArray>{"", ""} + notSent);
}

/// Those of that reason that have no row of their own.
void UrlTable::addSum(FilterReason reason, quint64 times)
{
    if (times == 0)
        return;
    const QString note = noteOf(reason);
    QList<QByteArray> cells(17, QByteArray());
    cells[1] = "filtered";
    cells[2] = filterWord(reason);
    cells[3] = QByteArray::number(times);
    cells += quoted((note.contains(u'%') ? note.arg(m_mostFiltered) : note).toUtf8());
    write(cells);
}

Status UrlTable::close(const Statistics& counted)
{
    const std::lock_guard lock(m_mutex);
    for (std::size_t index = 0; index < kFilterReasons; ++index) {
        const auto reason = static_cast<FilterReason>(index);
        addSum(reason, counted.filtered(reason) - std::min(m_rows[index], counted.filtered(reason)));
    }
    const bool good = m_file.flush() && m_file.error() == QFileDevice::NoError;
    const QString why = m_file.errorString();
    m_file.close();
    if (good)
        return Done{};
    return Error{"The URL table '" + m_file.fileName().toStdString() + "' is not whole: " + why.toStdString() +
                 ". Make room and run again."};
}

} // namespace lanescope::crawl
