// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/robots_command.h"

#include "app/lanescope/arguments.h"
#include "app/lanescope/standard_output.h"
#include "core/crawl/robots/robots_rules.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace lanescope::app {
namespace {

using crawl::RobotsRules;
using crawl::RobotsVerdict;
using crawl::Url;

QString tr(const char* text)
{
    return QCoreApplication::translate("RobotsCommand", text);
}

Error wrong(const QString& what)
{
    return Error{what.toStdString()};
}

struct RobotsQuestion {
    RobotsRules rules;
    QByteArray agent;
    std::vector<Url> urls;
};

/// One byte more than counts is read, so that the rules know that there is more.
Result<QByteArray> readRobots(const QString& name)
{
    QFile file(name);
    const bool isOpen =
        name == QLatin1String("-") ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return wrong(tr("'%1' cannot be read: %2. Give the path of a robots.txt, or - for standard input.")
                         .arg(name, file.errorString()));
    QByteArray content;
    while (content.size() <= RobotsRules::kMaxBytes) {
        const QByteArray more = file.read(RobotsRules::kMaxBytes + 1 - content.size());
        if (more.isEmpty())
            break;
        content += more;
    }
    if (content.isEmpty() && file.error() != QFileDevice::NoError)
        return wrong(tr("'%1' cannot be read: %2.").arg(name, file.errorString()));
    return content;
}

/// A path alone will do: a robots.txt is about one host, whichever that is.
Result<Url> readUrl(const QString& word)
{
    if (!word.startsWith(QLatin1Char('/')))
        return Url::fromUser(word);
    const QByteArray path = word.toUtf8();
    const auto base = Url::fromParts("http://host.invalid", "/");
    if (const auto url = Url::resolved(base, {path.constData(), static_cast<std::size_t>(path.size())}))
        return *url;
    return wrong(tr("'%1' is not the path of a URL.").arg(word));
}

Result<RobotsQuestion> parseQuestion(const QStringList& words)
{
    if (words.size() < 3)
        return wrong(tr("'lanescope robots' takes FILE AGENT URL..., such as: lanescope robots robots.txt Lanescope "
                        "https://example.org/page"));
    RobotsQuestion question;
    question.agent = words[1].toUtf8();
    if (RobotsRules::productToken(question.agent.toStdString()).empty() && question.agent != "*")
        return wrong(
            tr("'%1' is not an agent's name: it begins with a letter, '-' or '_', such as Lanescope.").arg(words[1]));
    for (const QString& word : words.mid(2)) {
        const Result<Url> url = readUrl(word);
        if (!url)
            return Error{url.error()};
        question.urls.push_back(url.value());
    }
    const Result<QByteArray> file = readRobots(words[0]);
    if (!file)
        return Error{file.error()};
    question.rules = RobotsRules::parse(file.value());
    return question;
}

/// The line comes from a stranger: no control character of it reaches a terminal.
QString shown(const QByteArray& line)
{
    QString text = QString::fromUtf8(line);
    for (QChar& c : text) {
        if (!c.isPrint())
            c = QChar::ReplacementCharacter;
    }
    return text;
}

QString reasonOf(const RobotsVerdict& verdict)
{
    switch (verdict.reason) {
    case RobotsVerdict::Reason::Line:
        return tr("line %1: %2").arg(verdict.line.number).arg(shown(verdict.line.text));
    case RobotsVerdict::Reason::NoLine:
        return tr("no line is about it");
    case RobotsVerdict::Reason::RobotsFile:
        break;
    }
    return tr("a robots.txt may always be read");
}

void say(const QString& line)
{
    std::fprintf(stderr, "%s\n", line.toUtf8().constData());
}

} // namespace

int robotsCommand(const QStringList& words)
{
    const Result<RobotsQuestion> parsed = parseQuestion(words);
    if (!parsed) {
        say(QStringLiteral("lanescope: ") + QString::fromStdString(parsed.error()));
        return static_cast<int>(Exit::BadUsage);
    }
    const RobotsQuestion& question = parsed.value();
    const std::string agent = question.agent.toStdString();
    QString lines;
    for (std::size_t index = 0; index < question.urls.size(); ++index) {
        const RobotsVerdict verdict = question.rules.check(agent, question.urls[index]);
        // These two words are for scripts and stay as they are in any language.
        const QString word = verdict.allowed ? QStringLiteral("allow   ") : QStringLiteral("disallow");
        lines += QStringLiteral("%1  %2  %3\n").arg(word, words[static_cast<qsizetype>(index) + 2], reasonOf(verdict));
    }
    if (const auto delay = question.rules.crawlDelay(agent))
        say(tr("Crawl-delay: %1 s (line %2)").arg(delay->seconds).arg(delay->line.number));
    if (question.rules.truncated())
        say(tr("Only the first %1 bytes of the file count; it is larger.").arg(RobotsRules::kMaxBytes));
    return endWithOutput(lines.toUtf8());
}

} // namespace lanescope::app
