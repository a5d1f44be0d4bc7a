// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/url.h"

#include <QJsonObject>
#include <QObject>
#include <QProcess>

#include <vector>

namespace lanescope::crawl {

/// The built-in web site, run as a process and steered by lines on its standard input. Its life is in the
/// recording.
///
/// Threads: the thread it lives in; start(), counters() and the destructor wait for the process, for a few
/// seconds at most. Errors: start() says what went wrong; a site that ends by itself later is failed().
/// Lifetime: the destructor ends the process, and the kernel does if this process dies first.
class SiteProcess : public QObject {
    Q_OBJECT

public:
    explicit SiteProcess(QObject* parent = nullptr);
    ~SiteProcess() override;

    /// The program in the folder of this one.
    static QString programBesideThis();
    /// Starts it and waits for its addresses; `arguments` as lanescope-site takes them.
    Status start(const QString& program, const QStringList& arguments);
    const std::vector<Url>& urls() const { return m_urls; }
    qint64 pid() const { return m_process.processId(); }

    /// Turns one of its knobs while it runs; a refusal comes as refused().
    void set(const QString& knob, const QString& value);
    /// Starts a new window for its maxima.
    void mark();
    /// What it has counted, once everything asked before is answered; empty when it does not answer.
    QJsonObject counters();

Q_SIGNALS:
    void refused(const QString& why);
    void failed(const QString& why);

private:
    void send(const QByteArray& line);
    void readAnswers();
    Status takeAddresses(const QByteArray& line);
    void ended(int exitCode, QProcess::ExitStatus status);

    QProcess m_process;
    std::vector<Url> m_urls;
    QJsonObject m_lastAnswer;
    quint64 m_asked = 0;
    quint64 m_answered = 0;
    qint64 m_pid = 0; // of a process whose end is not recorded yet
    bool m_expected = false;
};

} // namespace lanescope::crawl
